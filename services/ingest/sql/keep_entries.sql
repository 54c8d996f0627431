INSERT INTO kept_entry (origin, key, article, fetch_id)
SELECT DISTINCT ON (key) $1, key, article, $4::uuid
  FROM unnest($2::bytea[], $3::uuid[]) AS entry (key, article)
    ON CONFLICT (origin, key) DO UPDATE
   SET article = excluded.article, fetch_id = excluded.fetch_id
 WHERE (kept_entry.article, kept_entry.fetch_id) <> (excluded.article, excluded.fetch_id)
