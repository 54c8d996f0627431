SELECT path
FROM article_path
WHERE path = ANY ($1::text[])
