UPDATE archive_cursor SET epoch = 0, position = 0, commit_id = ''
