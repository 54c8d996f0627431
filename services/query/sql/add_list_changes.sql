INSERT INTO list_change (position, ordinal, commit_id, article_id, terms_before, list_time_before,
                         terms_after, list_time_after, retracted, teaser)
SELECT position, ordinal, commit_id, article_id,
  CASE WHEN before_is_known THEN string_to_array(terms_before, E'\n') END, list_time_before,
  string_to_array(terms_after, E'\n'), list_time_after, retracted, teaser
FROM unnest($1::bigint[], $2::bigint[], $3::bytea[], $4::uuid[], $5::boolean[], $6::text[],
            $7::timestamptz[], $8::text[], $9::timestamptz[], $10::boolean[], $11::bytea[])
  AS new (position, ordinal, commit_id, article_id, before_is_known, terms_before,
          list_time_before, terms_after, list_time_after, retracted, teaser)
