-- The articles of a category's list, a page at a time, oldest first.
SELECT page.list_time, page.article_id, article.teaser, article.terms
FROM (
  SELECT list_time, article_id
  FROM posting
  WHERE term = $1 AND (list_time, article_id) > ($2::timestamptz, $3::uuid)
  ORDER BY list_time, article_id
  LIMIT 500
) AS page
JOIN article ON article.id = page.article_id
ORDER BY page.list_time, page.article_id
