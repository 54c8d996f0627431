SELECT epoch, position, commit_id FROM archive_cursor
