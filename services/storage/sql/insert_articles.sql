INSERT INTO article
  (article_id, revision, observe_time, body_origin, deleted, redacted, merged_into, source_hash)
SELECT unnest($1::uuid[]), unnest($2::bigint[]), unnest($3::timestamptz[]), unnest($4::text[]),
  unnest($5::boolean[]), unnest($6::boolean[]), unnest($7::uuid[]), unnest($8::bigint[])
