INSERT INTO article (id, list_time, deleted, canonical_uri, terms, teaser, body)
SELECT id, list_time, deleted, canonical_uri, string_to_array(terms, E'\n'), teaser, body
FROM unnest($1::uuid[], $2::timestamptz[], $3::boolean[], $4::text[], $5::text[], $6::bytea[],
            $7::bytea[])
  AS new (id, list_time, deleted, canonical_uri, terms, teaser, body)
ON CONFLICT (id) DO UPDATE
SET list_time = excluded.list_time,
    deleted = excluded.deleted,
    canonical_uri = excluded.canonical_uri,
    terms = excluded.terms,
    teaser = excluded.teaser,
    body = excluded.body
