SELECT id, receive_time, content_type, body FROM notification WHERE feed_id = $1 ORDER BY id
