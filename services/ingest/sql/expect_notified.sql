-- Makes a feed due for what its hub has delivered: at once, but not more often than every two
-- seconds. Its row is locked until that is kept.
UPDATE feed
   SET notification_count = notification_count + 1,
       planned_poll_time = coalesce(planned_poll_time, next_poll_time),
       next_poll_time = least(next_poll_time,
                              greatest(now(), last_notification_time + interval '2 seconds'))
  FROM subscription
 WHERE subscription.id = $1 AND feed.id = feed_id AND state <> 4
