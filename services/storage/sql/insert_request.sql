INSERT INTO request_ledger (request_id, request_digest, commit_id, response, create_time)
VALUES ($1, $2::bytea, $3::uuid, $4::bytea, clock_timestamp())
