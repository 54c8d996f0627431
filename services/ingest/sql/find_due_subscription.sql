-- A row that another instance is about to take is passed over.
SELECT id, feed_id, hub_uri, topic_uri, callback_uri, secret, state, asks,
       coalesce(lease_end_time > now(), false)
  FROM subscription
 WHERE next_ask_time <= now()
 ORDER BY next_ask_time
 LIMIT 1
   FOR UPDATE SKIP LOCKED
