SELECT id, feed_id, hub_uri, topic_uri, secret, state, ask_time
  FROM subscription
 WHERE token = $1
