-- $4 is the cursor of the batch.
WITH added AS (
  INSERT INTO posting (term, list_time, article_id)
  SELECT term, list_time, article_id
  FROM unnest($1::text[], $2::timestamptz[], $3::uuid[]) AS new (term, list_time, article_id)
  RETURNING term, list_time
), counted AS (
  INSERT INTO month_count (term, month, article_count)
  SELECT term, to_char(list_time AT TIME ZONE 'UTC', 'YYYY-MM') AS month, count(*)
  FROM added
  WHERE left(term, 2) IN ('c:', 't:')
  GROUP BY term, month
  ON CONFLICT (term, month) DO UPDATE
  SET article_count = month_count.article_count + excluded.article_count
)
INSERT INTO term_count (term, article_count, touched)
SELECT term, count(*), $4::bytea FROM added GROUP BY term
ON CONFLICT (term) DO UPDATE
SET article_count = term_count.article_count + excluded.article_count,
    touched = excluded.touched
