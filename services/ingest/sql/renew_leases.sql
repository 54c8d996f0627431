UPDATE feed
   SET lease_until = now() + make_interval(secs => $2)
 WHERE lease_id = ANY ($1::uuid[])
