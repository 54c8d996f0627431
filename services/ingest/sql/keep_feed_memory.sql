INSERT INTO feed_memory (feed_id, memory)
VALUES ($1, $2)
    ON CONFLICT (feed_id) DO UPDATE SET memory = excluded.memory
