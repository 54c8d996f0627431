-- One row, also where the log is empty; the first epoch is 1.
SELECT coalesce((SELECT max(epoch) FROM epoch), 1), head.position, head.commit_id, head.commit_time
FROM (SELECT) AS log
LEFT JOIN (
  SELECT position, commit_id, commit_time
  FROM change
  ORDER BY position DESC
  LIMIT 1
) AS head ON true
