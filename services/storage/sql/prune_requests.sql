-- At most $1 of them.
DELETE FROM request_ledger
WHERE ctid = ANY (ARRAY(
  SELECT ctid
  FROM request_ledger
  WHERE create_time < clock_timestamp() - interval '24 hours'
  LIMIT $1::bigint
))
