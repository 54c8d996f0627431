SELECT article_id, origin, observe_time, observation_digest, categories, tags, field_digests
FROM article_origin
WHERE article_id = ANY ($1::uuid[])
