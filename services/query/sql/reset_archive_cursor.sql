-- How lists changed before says nothing of what is built anew.
WITH emptied AS (
  UPDATE list_log SET generation = gen_random_uuid(), complete_after = 0, complete_to = 0
)
UPDATE archive_cursor SET epoch = 0, position = 0, commit_id = ''
