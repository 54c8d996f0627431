-- Reads all keys, as move_keys does.
SELECT key_digest
FROM article_key
WHERE article_id = $1::uuid
