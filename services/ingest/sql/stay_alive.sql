INSERT INTO instance (id, alive_until)
VALUES ($1, now() + make_interval(secs => $2))
    ON CONFLICT (id) DO UPDATE SET alive_until = excluded.alive_until
