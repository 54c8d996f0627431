-- The $2 newest months in which the category or tag $1 has articles.
SELECT 'd:' AS facet, 'd:' || month AS term, article_count
FROM month_count
WHERE term = $1
ORDER BY month DESC
LIMIT $2::bigint
