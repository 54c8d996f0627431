INSERT INTO article_path (path, article_id)
SELECT path, article_id FROM unnest($1::text[], $2::uuid[]) AS new (path, article_id)
ON CONFLICT (path) DO UPDATE SET article_id = excluded.article_id
