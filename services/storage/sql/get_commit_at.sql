SELECT commit_id
FROM change
WHERE position = $1::bigint
