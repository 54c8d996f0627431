SELECT position, commit_id
FROM change
ORDER BY position DESC
LIMIT 1
