INSERT INTO kept_fetch (id, origin, uri, digest, settings, entry_uri, archive_uri, content_type,
                        kind, create_time, last_time)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, now(), now())
    ON CONFLICT (origin, uri, digest) DO UPDATE SET last_time = excluded.last_time
RETURNING id
