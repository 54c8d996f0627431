INSERT INTO article_key (key_digest, article_id)
SELECT key_digest, article_id
FROM unnest($1::bytea[], $2::uuid[]) AS key (key_digest, article_id)
ORDER BY key_digest
ON CONFLICT DO NOTHING
