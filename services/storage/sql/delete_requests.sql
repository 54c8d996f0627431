DELETE FROM request_ledger
WHERE request_id = ANY ($1::text[])
