SELECT path_digest, article_id
FROM article_path
WHERE path_digest = ANY ($1::bytea[])
