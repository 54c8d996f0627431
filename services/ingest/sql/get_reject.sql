SELECT id, origin, uri, entry, step, reason, media_type, raw_size, create_time,
       last_seen_time, count, coalesce(deaths, 0), set_aside_until, raw, source, settings
  FROM reject LEFT JOIN suspect ON subject = 'rejects/' || id
 WHERE id = $1
