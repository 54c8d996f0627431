SELECT request_id, response
FROM request_ledger
WHERE request_id > $1
ORDER BY request_id
LIMIT $2::bigint
