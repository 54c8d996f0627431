-- From $1, at most $2.
SELECT a.article_id, a.revision, a.observe_time, a.body_origin, r.snapshot
FROM article AS a
JOIN revision AS r USING (article_id, revision)
WHERE a.article_id >= $1::uuid
ORDER BY a.article_id
LIMIT $2::bigint
