INSERT INTO expected_redaction (article, keys, create_time)
VALUES ($1, $2, now())
    ON CONFLICT (article) DO UPDATE SET keys = excluded.keys, create_time = excluded.create_time
