SELECT article_id, key_digest
FROM article_key
WHERE article_id BETWEEN $1::uuid AND $2::uuid
ORDER BY article_id, key_digest
