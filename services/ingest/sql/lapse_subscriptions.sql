UPDATE subscription
   SET state = 1, note = 'its lease ended, and the hub had not renewed it'
 WHERE state = 2 AND lease_end_time <= now()
RETURNING feed_id, hub_uri
