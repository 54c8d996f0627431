INSERT INTO article_path (path_digest, article_id)
SELECT sha256(convert_to(new_path.path, 'UTF8')) AS path_digest, new_path.article_id
FROM unnest($1::text[], $2::uuid[]) AS new_path (path, article_id)
ORDER BY path_digest
ON CONFLICT DO NOTHING
RETURNING article_id
