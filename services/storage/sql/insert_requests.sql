-- In order, against deadlocks.
INSERT INTO request_ledger (request_id, request_digest, commit_id, response, create_time)
SELECT unnest($1::text[]), unnest($2::bytea[]), unnest($3::uuid[]), unnest($4::bytea[]),
  clock_timestamp()
