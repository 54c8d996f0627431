SELECT id
  FROM kept_fetch
 WHERE ($1::text IS NULL OR origin = $1) AND ($2::uuid IS NULL OR id < $2)
 ORDER BY id DESC
 LIMIT $3
