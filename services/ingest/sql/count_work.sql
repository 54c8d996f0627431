-- One row: feeds, those that fail, those that are paused, those that are set aside (of
-- the others none), rejects, and their bytes on disk; feeds that are retired; documents that
-- are kept, and the bytes of those on disk.
SELECT count(*),
  count(*) FILTER (WHERE consecutive_failures > 0 AND NOT paused AND NOT set_aside
                     AND retire_time IS NULL),
  count(*) FILTER (WHERE paused AND retire_time IS NULL),
  count(*) FILTER (WHERE set_aside AND NOT paused AND retire_time IS NULL),
  (SELECT count(*) FROM reject),
  pg_total_relation_size('reject'),
  count(*) FILTER (WHERE retire_time IS NOT NULL),
  (SELECT count(*) FROM kept_fetch),
  pg_total_relation_size('kept_body')
FROM feed
CROSS JOIN LATERAL (SELECT EXISTS (SELECT
                                     FROM suspect
                                    WHERE subject = 'feeds/' || feed.id
                                      AND set_aside_until IS NOT NULL) AS set_aside) AS now_and_then
