-- As insert_revisions; an empty salt, snapshot or reason stands for null.
INSERT INTO revision
  (article_id, revision, commit_id, commit_ordinal, kind, create_time, actor, content_digest,
   content_salt, snapshot, reason)
SELECT $1::uuid, unnest($2::bigint[]), $3::uuid, unnest($4::bigint[]), unnest($5::bigint[]),
  unnest($6::timestamptz[]), unnest($7::text[]), unnest($8::bytea[]),
  nullif(unnest($9::bytea[]), ''), nullif(unnest($10::bytea[]), ''),
  nullif(unnest($11::text[]), '')
