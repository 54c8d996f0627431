UPDATE archive_cursor
SET epoch = $4, position = $5, commit_id = $6
WHERE epoch = $1 AND position = $2 AND commit_id = $3
