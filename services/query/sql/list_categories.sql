SELECT category.category, coalesce(term_count.article_count, 0)
FROM category
LEFT JOIN term_count ON term_count.term = 'c:' || category.slug
ORDER BY category.slug
