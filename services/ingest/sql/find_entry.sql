SELECT article, fetch_id
  FROM kept_entry
 WHERE origin = $1 AND key = ANY ($2::bytea[])
 LIMIT 1
