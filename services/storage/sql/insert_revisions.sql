-- Unnested in the list: in FROM, every snapshot would be copied once more. An empty
-- reason stands for null.
INSERT INTO revision
  (article_id, revision, commit_id, commit_ordinal, kind, create_time, actor, content_digest,
   content_salt, snapshot, reason)
SELECT unnest($1::uuid[]), unnest($2::bigint[]), $3::uuid, unnest($4::bigint[]),
  unnest($5::bigint[]), unnest($6::timestamptz[]), unnest($7::text[]), unnest($8::bytea[]),
  unnest($9::bytea[]), unnest($10::bytea[]), nullif(unnest($11::text[]), '')
