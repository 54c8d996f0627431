-- A feed that was not fetched, but has had what its hub delivered. finish_poll.sql says what a
-- change meanwhile means.
UPDATE feed
   SET next_poll_time = CASE
         WHEN version <> $3 THEN next_poll_time
         WHEN notification_count <> $4 THEN now() + interval '2 seconds'
         ELSE coalesce(planned_poll_time, next_poll_time)
       END,
       planned_poll_time = CASE
         WHEN version = $3 AND notification_count <> $4
         THEN coalesce(planned_poll_time, next_poll_time)
       END,
       pages_unread = $5,
       lease_id = NULL,
       lease_until = '-infinity'
 WHERE id = $1 AND lease_id = $2
