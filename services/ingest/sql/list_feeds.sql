SELECT id, uri, kind, identity_rule, category_names, category_targets, default_categories,
       fetch_full_text, poll_interval_s, paused, version, title, site_uri, create_time,
       last_poll_time, last_success_time, next_poll_time, last_error, consecutive_failures,
       interval_s, http_etag, http_last_modified
  FROM feed
 WHERE $1::uuid IS NULL OR id > $1
 ORDER BY id
 LIMIT $2
