-- Several instances ask at once: a row that another one is about to take is
-- passed over, not waited for. $3: hosts that are asked for enough already; $4: whether a
-- feed may be taken that a process died at. claim_feed.sql says when pages are unread.
UPDATE feed
   SET lease_id = $1, lease_until = now() + make_interval(secs => $2),
       pages_unread = pages_unread OR lease_id IS NOT NULL
 WHERE id = (SELECT id
               FROM feed
              WHERE NOT paused AND retire_time IS NULL AND next_poll_time <= now() AND lease_until < now()
                AND coalesce(substring(lower(uri) FROM '^[a-z]+://([^/?#]*)'), '') <> ALL ($3)
                AND NOT EXISTS (SELECT
                                  FROM suspect
                                 WHERE subject = 'feeds/' || feed.id
                                   AND (NOT $4 OR set_aside_until IS NOT NULL))
              ORDER BY next_poll_time
              LIMIT 1
                FOR UPDATE SKIP LOCKED)
RETURNING id
