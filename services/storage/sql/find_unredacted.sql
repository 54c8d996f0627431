SELECT article_id, revision
FROM revision
WHERE article_id = ANY ($1::uuid[]) AND snapshot IS NOT NULL
ORDER BY article_id, revision
