-- A changed feed is read anew: conditions for the next fetch are forgotten.
UPDATE feed
   SET uri = $3, kind = $4, identity_rule = $5, category_names = $6, category_targets = $7,
       default_categories = $8, fetch_full_text = $9, poll_interval_s = $10, paused = $11,
       version = version + 1, next_poll_time = now(), http_etag = '', http_last_modified = ''
 WHERE id = $1 AND version = $2
