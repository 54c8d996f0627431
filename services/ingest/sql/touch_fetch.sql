UPDATE kept_fetch
   SET last_time = now(), settings = $4, entry_uri = $5, archive_uri = $6
 WHERE origin = $1 AND uri = $2 AND digest = $3
RETURNING id
