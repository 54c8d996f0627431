-- In order, as insert_keys.
INSERT INTO article_key (key_digest, article_id)
SELECT unnest($1::bytea[]), $2::uuid
    ON CONFLICT (key_digest) DO NOTHING
