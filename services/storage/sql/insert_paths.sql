INSERT INTO article_path (path, article_id)
SELECT path, article_id
FROM unnest($1::text[], $2::uuid[]) AS new_path (path, article_id)
ORDER BY path
ON CONFLICT DO NOTHING
RETURNING article_id
