INSERT INTO article_link (article_id, place, kind, is_stated, uri, uri_key)
SELECT article_id, place, kind, is_stated, uri, uri_key
FROM unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::boolean[], $5::text[], $6::text[])
  AS new (article_id, place, kind, is_stated, uri, uri_key)
