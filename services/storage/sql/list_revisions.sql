-- $2: below this revision, $3: at most so many.
SELECT r.revision, c.first_position + r.commit_ordinal, r.create_time, r.actor, r.kind,
  r.content_digest, r.content_salt, r.snapshot, r.reason
FROM revision AS r
JOIN log_commit AS c USING (commit_id)
WHERE r.article_id = $1::uuid AND r.revision < $2::bigint
ORDER BY r.revision DESC
LIMIT $3::bigint
