-- One row: feeds, those that fail, those that are paused, and rejects.
SELECT count(*),
  count(*) FILTER (WHERE consecutive_failures > 0 AND NOT paused),
  count(*) FILTER (WHERE paused),
  (SELECT count(*) FROM reject)
FROM feed
