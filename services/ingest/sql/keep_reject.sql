INSERT INTO reject (id, digest, origin, uri, entry, step, reason, media_type, raw, raw_size,
                    source, settings, create_time, last_seen_time)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, now(), now())
    ON CONFLICT (digest) DO UPDATE
   SET step = excluded.step, reason = excluded.reason, source = excluded.source,
       settings = excluded.settings, last_seen_time = excluded.last_seen_time, count = reject.count + 1
RETURNING id
