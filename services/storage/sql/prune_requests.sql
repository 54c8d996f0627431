DELETE FROM request_ledger
WHERE create_time < clock_timestamp() - interval '24 hours'
