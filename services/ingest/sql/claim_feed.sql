-- A lease that was not given back is that of a poll which did not come to its end.
UPDATE feed
   SET lease_id = $2, lease_until = now() + make_interval(secs => $3),
       pages_unread = pages_unread OR lease_id IS NOT NULL
 WHERE id = $1 AND lease_until < now()
