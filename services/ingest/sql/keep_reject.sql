-- Of an article that was redacted nothing is kept but that it came, with the reason $14.
WITH redacted AS (
  SELECT EXISTS (SELECT FROM redacted_key WHERE key = ANY ($13::bytea[])) AS yes
)
INSERT INTO reject (id, digest, origin, uri, entry, step, reason, media_type, raw, raw_size,
                    source, settings, keys, create_time, last_seen_time)
SELECT $1::uuid, $2::bytea, $3::text,
       CASE WHEN yes THEN '' ELSE $4::text END, CASE WHEN yes THEN '' ELSE $5::text END,
       $6::smallint, CASE WHEN yes THEN $14::bytea ELSE $7::bytea END, $8::text,
       CASE WHEN yes THEN ''::bytea ELSE $9::bytea END, CASE WHEN yes THEN 0 ELSE $10::bigint END,
       CASE WHEN yes THEN ''::bytea ELSE $11::bytea END, $12::bytea,
       CASE WHEN yes THEN '{}' ELSE $13::bytea[] END, now(), now()
  FROM redacted
    ON CONFLICT (digest) DO UPDATE
   SET step = excluded.step, reason = excluded.reason, source = excluded.source,
       settings = excluded.settings, keys = excluded.keys,
       last_seen_time = excluded.last_seen_time, count = reject.count + 1
RETURNING id
