SELECT 1
FROM log_commit
WHERE commit_id = $1::uuid
