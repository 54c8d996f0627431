UPDATE article_key
SET article_id = $2::uuid
WHERE key_digest = ANY ($1::bytea[])
