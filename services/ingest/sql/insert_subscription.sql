-- Another instance may have been first.
INSERT INTO subscription (id, feed_id, hub_uri, topic_uri, callback_uri, token, secret, state,
                          next_ask_time)
VALUES ($1, $2, $3, $4, $5, $6, $7, 1, now())
ON CONFLICT DO NOTHING
