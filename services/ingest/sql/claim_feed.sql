UPDATE feed
   SET lease_id = $2, lease_until = now() + make_interval(secs => $3)
 WHERE id = $1 AND lease_until < now()
