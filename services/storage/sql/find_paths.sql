SELECT path_digest
FROM article_path
WHERE path_digest = ANY ($1::bytea[])
