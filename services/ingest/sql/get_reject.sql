SELECT id, origin, uri, entry, step, reason, media_type, raw_size, create_time,
       last_seen_time, count, raw, source, settings
  FROM reject
 WHERE id = $1
