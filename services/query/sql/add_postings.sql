WITH added AS (
  INSERT INTO posting (term, list_time, article_id)
  SELECT term, list_time, article_id
  FROM unnest($1::text[], $2::timestamptz[], $3::uuid[]) AS new (term, list_time, article_id)
  RETURNING term
)
INSERT INTO term_count (term, article_count)
SELECT term, count(*) FROM added GROUP BY term
ON CONFLICT (term) DO UPDATE
SET article_count = term_count.article_count + excluded.article_count
