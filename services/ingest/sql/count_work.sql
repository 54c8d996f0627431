-- One row: feeds, those that fail, those that are paused, those that are set aside (of
-- the others none), rejects, and their bytes on disk.
SELECT count(*),
  count(*) FILTER (WHERE consecutive_failures > 0 AND NOT paused AND NOT set_aside),
  count(*) FILTER (WHERE paused),
  count(*) FILTER (WHERE set_aside AND NOT paused),
  (SELECT count(*) FROM reject),
  pg_total_relation_size('reject')
FROM feed
CROSS JOIN LATERAL (SELECT EXISTS (SELECT
                                     FROM suspect
                                    WHERE subject = 'feeds/' || feed.id
                                      AND set_aside_until IS NOT NULL) AS set_aside) AS now_and_then
