SELECT id, uri, kind, identity_rule, category_names, category_targets, default_categories,
       fetch_full_text, poll_interval_s, paused, version, title, site_uri, create_time,
       last_poll_time, last_success_time, greatest(next_poll_time, set_aside_until), last_error, consecutive_failures,
       interval_s, http_etag, http_last_modified, pages_unread, coalesce(deaths, 0), set_aside_until, defect,
       read_archive, archive_pages, archive_next, archive_begin_time, archive_end_time,
       detected_identity_rule, identity_evidence, session_parameters, overlooked,
       overlooked_example, retire_time
  FROM feed LEFT JOIN suspect ON subject = 'feeds/' || id
 WHERE $1::uuid IS NULL OR id > $1
 ORDER BY id
 LIMIT $2
