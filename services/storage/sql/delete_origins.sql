DELETE FROM article_origin
WHERE article_id = ANY ($1::uuid[])
