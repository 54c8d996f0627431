SELECT feed.id, uri, kind, identity_rule, category_names, category_targets, default_categories,
       fetch_full_text, poll_interval_s, paused, version, title, site_uri, create_time,
       last_poll_time, last_success_time, greatest(coalesce(planned_poll_time, next_poll_time), set_aside_until), last_error, consecutive_failures,
       interval_s, http_etag, http_last_modified, pages_unread, coalesce(deaths, 0), set_aside_until, defect,
       read_archive, archive_pages, archive_next, archive_begin_time, archive_end_time,
       detected_identity_rule, identity_evidence, session_parameters, overlooked,
       overlooked_example, retire_time, ignore_hub, feed.hub_uri, feed.topic_uri, subscription.state, miss_time,
       lease_end_time, verify_time, last_notification_time, note, notification_count,
       coalesce(planned_poll_time, next_poll_time) <= now()
  FROM feed LEFT JOIN suspect ON subject = 'feeds/' || feed.id
       LEFT JOIN subscription ON feed_id = feed.id AND subscription.state <> 4
 WHERE $1::uuid IS NULL OR feed.id > $1
 ORDER BY feed.id
 LIMIT $2
