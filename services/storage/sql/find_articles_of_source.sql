-- Behind $2, at most $3. Some may be of another source: the hash is short.
SELECT article_id
FROM article
WHERE source_hash = $1::bigint AND article_id > $2::uuid AND NOT redacted
ORDER BY article_id
LIMIT $3::bigint
