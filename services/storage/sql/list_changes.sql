-- $1: from this position, so that the caller sees which commit is there; behind it
-- $2: at most so many, $3: at most so many bytes (but one change at least). The
-- revision is looked up row by row: a plan that was made while the tables were
-- small must not become a scan of all of them.
SELECT sized.position, sized.commit_id, sized.commit_time, sized.previous, sized.category,
  sized.article_id, r.revision, r.kind, r.create_time, r.actor, r.content_digest, r.content_salt,
  r.snapshot, r.reason, (SELECT max(epoch) FROM epoch)
FROM (
  SELECT position, commit_id, commit_time, article_id, revision, previous, category,
    sum(bytes) FILTER (WHERE position > $1::bigint) OVER (ORDER BY position) AS bytes_up_to
  FROM (
    SELECT position, commit_id, commit_time, article_id, revision, previous, category, bytes
    FROM change
    WHERE position >= $1::bigint
    ORDER BY position
    LIMIT $2::bigint + 1
  ) AS page
) AS sized
LEFT JOIN LATERAL (
  SELECT revision.revision, revision.kind, revision.create_time, revision.actor,
    revision.content_digest, revision.content_salt, revision.snapshot, revision.reason
  FROM revision
  WHERE sized.position > $1::bigint
    AND revision.article_id = sized.article_id AND revision.revision = sized.revision
  LIMIT 1
) AS r ON true
WHERE sized.position - $1::bigint <= $2::bigint
  AND (coalesce(sized.bytes_up_to, 0) <= $3::bigint OR sized.position - $1::bigint = 1)
ORDER BY sized.position
