-- The first position of a commit, and the epoch.
SELECT first_position, (SELECT max(epoch) FROM epoch)
FROM log_commit
WHERE commit_id = $1::uuid
