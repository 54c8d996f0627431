-- In order, against deadlocks. Who adds the same meanwhile is waited for: a unique
-- violation, if it commits.
INSERT INTO article_path (path_digest, article_id)
SELECT unnest($1::bytea[]), unnest($2::uuid[])
