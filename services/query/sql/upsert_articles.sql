INSERT INTO article (id, list_time, deleted, canonical_uri, uri_key, terms, teaser, links, body)
SELECT id, list_time, deleted, canonical_uri, uri_key, string_to_array(terms, E'\n'), teaser, links,
  body
FROM unnest($1::uuid[], $2::timestamptz[], $3::boolean[], $4::text[], $5::text[], $6::text[],
            $7::bytea[], $8::bytea[], $9::bytea[])
  AS new (id, list_time, deleted, canonical_uri, uri_key, terms, teaser, links, body)
ON CONFLICT (id) DO UPDATE
SET list_time = excluded.list_time,
    deleted = excluded.deleted,
    canonical_uri = excluded.canonical_uri,
    uri_key = excluded.uri_key,
    terms = excluded.terms,
    teaser = excluded.teaser,
    links = excluded.links,
    body = excluded.body
