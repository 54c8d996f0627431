INSERT INTO feed (id, uri, kind, identity_rule, category_names, category_targets,
                  default_categories, fetch_full_text, poll_interval_s, paused, read_archive, ignore_hub,
                  create_time, next_poll_time, interval_s)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
