-- In order, against deadlocks. What the rows say is read after this, by a
-- statement that sees what others have committed meanwhile.
SELECT count(*)
FROM (
  SELECT article_id FROM article WHERE article_id = ANY ($1::uuid[]) ORDER BY article_id FOR UPDATE
) AS locked
