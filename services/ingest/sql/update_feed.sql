-- A changed feed is read anew: conditions for the next fetch are forgotten, and so is how
-- far its archive was read, if $14 says so.
UPDATE feed
   SET uri = $3, kind = $4, identity_rule = $5, category_names = $6, category_targets = $7,
       default_categories = $8, fetch_full_text = $9, poll_interval_s = $10, paused = $11,
       read_archive = $12, ignore_hub = $13,
       archive_pages = CASE WHEN $14 THEN 0 ELSE archive_pages END,
       archive_next = CASE WHEN $14 THEN '' ELSE archive_next END,
       archive_begin_time = CASE WHEN $14 THEN NULL ELSE archive_begin_time END,
       archive_end_time = CASE WHEN $14 THEN NULL ELSE archive_end_time END,
       retire_time = NULL, planned_poll_time = NULL,
       version = version + 1, next_poll_time = now(), http_etag = '', http_last_modified = ''
 WHERE id = $1 AND version = $2
