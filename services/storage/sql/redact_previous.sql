UPDATE change
SET previous = NULL
WHERE position = ANY ($1::bigint[])
