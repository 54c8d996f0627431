SELECT key_digest, article_id
FROM article_key
WHERE key_digest = ANY ($1::bytea[])
