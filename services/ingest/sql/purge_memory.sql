DELETE FROM feed_memory WHERE 'feeds/' || feed_id = ANY ($1)
