INSERT INTO redacted_key (key) SELECT unnest($1::bytea[]) ON CONFLICT DO NOTHING
