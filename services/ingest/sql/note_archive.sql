-- How far a feed's archive was read, by who has its lease.
UPDATE feed
   SET archive_pages = $3, archive_next = $4, archive_begin_time = $5, archive_end_time = $6
 WHERE id = $1 AND lease_id = $2
