-- Asked again after $3; until then the feed is polled as often as any.
WITH denied AS (
  UPDATE subscription
     SET state = 3, note = $2, lease_end_time = NULL, verify_time = NULL, miss_time = NULL,
         next_ask_time = now() + make_interval(secs => $3)
   WHERE id = $1 AND state <> 4
  RETURNING feed_id)
UPDATE feed
   SET next_poll_time = least(next_poll_time, now() + make_interval(secs => interval_s)),
       planned_poll_time = least(planned_poll_time, now() + make_interval(secs => interval_s))
  FROM denied
 WHERE feed.id = feed_id
