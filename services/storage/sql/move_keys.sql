-- Reads all keys: no index is kept for so rare an operation.
UPDATE article_key
SET article_id = $2::uuid
WHERE article_id = $1::uuid
