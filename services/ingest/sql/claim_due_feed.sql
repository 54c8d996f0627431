-- Several instances ask at once: a row that another one is about to take is
-- passed over, not waited for. $3: hosts that are asked for enough already.
UPDATE feed
   SET lease_id = $1, lease_until = now() + make_interval(secs => $2)
 WHERE id = (SELECT id
               FROM feed
              WHERE NOT paused AND next_poll_time <= now() AND lease_until < now()
                AND coalesce(substring(lower(uri) FROM '^[a-z]+://([^/?#]*)'), '') <> ALL ($3)
              ORDER BY next_poll_time
              LIMIT 1
                FOR UPDATE SKIP LOCKED)
RETURNING id
