-- The terms that lost a posting come back.
WITH removed AS (
  DELETE FROM posting
  USING article, unnest(article.terms) AS old (term)
  WHERE article.id = ANY ($1::uuid[])
    AND posting.term = old.term
    AND posting.list_time = article.list_time
    AND posting.article_id = article.id
  RETURNING posting.term
)
UPDATE term_count
SET article_count = article_count - lost.articles
FROM (SELECT term, count(*) AS articles FROM removed GROUP BY term) AS lost
WHERE term_count.term = lost.term
RETURNING term_count.term
