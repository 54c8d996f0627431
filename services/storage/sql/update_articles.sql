UPDATE article
SET revision = now_at.revision, observe_time = now_at.observe_time,
  body_origin = now_at.body_origin, deleted = now_at.deleted, redacted = now_at.redacted,
  merged_into = now_at.merged_into, source_hash = now_at.source_hash
FROM unnest($1::uuid[], $2::bigint[], $3::timestamptz[], $4::text[], $5::boolean[], $6::boolean[],
    $7::uuid[], $8::bigint[])
  AS now_at (article_id, revision, observe_time, body_origin, deleted, redacted, merged_into,
    source_hash)
WHERE article.article_id = now_at.article_id
