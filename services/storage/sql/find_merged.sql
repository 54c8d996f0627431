SELECT article_id
FROM article
WHERE merged_into = ANY ($1::uuid[])
ORDER BY article_id
