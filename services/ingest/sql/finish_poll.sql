-- A feed that was updated meanwhile (another version) stays due, and so does one of which
-- its hub has told something ($22).
UPDATE feed
   SET last_poll_time = $3,
       last_success_time = coalesce($4, last_success_time),
       next_poll_time = CASE
         WHEN version <> $5 THEN next_poll_time
         WHEN notification_count <> $22 THEN least($6, now() + interval '2 seconds')
         ELSE $6
       END,
       planned_poll_time = CASE WHEN version = $5 AND notification_count <> $22
                                THEN $6::timestamptz
                            END,
       hub_uri = $23,
       topic_uri = $24,
       last_error = $7,
       consecutive_failures = $8,
       interval_s = $9,
       http_etag = CASE version WHEN $5 THEN $10 ELSE '' END,
       http_last_modified = CASE version WHEN $5 THEN $11 ELSE '' END,
       title = $12,
       site_uri = $13,
       pages_unread = $14,
       defect = $15,
       detected_identity_rule = $16,
       identity_evidence = $17,
       session_parameters = $18,
       overlooked = $19,
       overlooked_example = $20,
       retire_time = CASE version WHEN $5 THEN $21::timestamptz END,
       lease_id = NULL,
       lease_until = '-infinity'
 WHERE id = $1 AND lease_id = $2
