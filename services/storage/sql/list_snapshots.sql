-- Newest first, below $2, at most $3.
SELECT revision, actor, snapshot
FROM revision
WHERE article_id = $1::uuid AND revision < $2::bigint AND snapshot IS NOT NULL
ORDER BY revision DESC
LIMIT $3::bigint
