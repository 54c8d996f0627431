-- Categories and tags come as words with a space between.
INSERT INTO article_origin
  (article_id, origin, observe_time, observation_digest, categories, tags)
SELECT article_id, origin, observe_time, observation_digest,
  string_to_array(categories, ' '), string_to_array(tags, ' ')
FROM unnest($1::uuid[], $2::text[], $3::timestamptz[], $4::bytea[], $5::text[], $6::text[])
  AS said (article_id, origin, observe_time, observation_digest, categories, tags)
ON CONFLICT (article_id, origin) DO UPDATE
SET observe_time = excluded.observe_time, observation_digest = excluded.observation_digest,
  categories = excluded.categories, tags = excluded.tags
