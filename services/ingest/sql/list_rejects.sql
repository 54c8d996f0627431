SELECT id, origin, uri, entry, step, reason, media_type, raw_size, create_time,
       last_seen_time, count, coalesce(deaths, 0), set_aside_until
  FROM reject LEFT JOIN suspect ON subject = 'rejects/' || id
 WHERE ($1::text IS NULL OR origin = $1) AND ($2::uuid IS NULL OR id < $2)
 ORDER BY id DESC
 LIMIT $3
