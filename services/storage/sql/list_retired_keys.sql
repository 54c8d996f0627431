-- Those of no article, behind $2, at most $3.
SELECT key_digest
FROM article_key
WHERE article_id = $1::uuid AND key_digest > $2::bytea
ORDER BY key_digest
LIMIT $3::bigint
