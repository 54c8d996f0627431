INSERT INTO kept_body (digest, body, raw_size, held)
VALUES ($1, $2, $3, $4)
    ON CONFLICT DO NOTHING
