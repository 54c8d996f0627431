-- In order, against deadlocks. An empty commit stands for null.
INSERT INTO request_ledger (request_id, request_digest, commit_id, response, create_time)
SELECT request_id, request_digest, nullif(commit_id, '')::uuid, response, clock_timestamp()
FROM unnest($1::text[], $2::bytea[], $3::text[], $4::bytea[])
  AS answered (request_id, request_digest, commit_id, response)
ORDER BY request_id
