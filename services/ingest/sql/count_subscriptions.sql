-- By state; active ones whose hub is not relied on count as 5.
SELECT CASE WHEN state = 2 AND miss_time IS NOT NULL THEN 5 ELSE state END, count(*)
  FROM subscription
 GROUP BY 1
