UPDATE article
SET revision = now_at.revision, observe_time = now_at.observe_time,
  body_origin = now_at.body_origin, deleted = now_at.deleted
FROM unnest($1::uuid[], $2::bigint[], $3::timestamptz[], $4::text[], $5::boolean[])
  AS now_at (article_id, revision, observe_time, body_origin, deleted)
WHERE article.article_id = now_at.article_id
