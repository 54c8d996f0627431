-- The terms that lost a posting come back. $2 is the cursor of the batch.
WITH removed AS (
  DELETE FROM posting
  USING article, unnest(article.terms) AS old (term)
  WHERE article.id = ANY ($1::uuid[])
    AND posting.term = old.term
    AND posting.list_time = article.list_time
    AND posting.article_id = article.id
  RETURNING posting.term, posting.list_time
), counted AS (
  UPDATE month_count
  SET article_count = article_count - lost.articles
  FROM (
    SELECT term, to_char(list_time AT TIME ZONE 'UTC', 'YYYY-MM') AS month, count(*) AS articles
    FROM removed
    GROUP BY term, month
  ) AS lost
  WHERE month_count.term = lost.term AND month_count.month = lost.month
)
UPDATE term_count
SET article_count = article_count - lost.articles, touched = $2::bytea
FROM (SELECT term, count(*) AS articles FROM removed GROUP BY term) AS lost
WHERE term_count.term = lost.term
RETURNING term_count.term
