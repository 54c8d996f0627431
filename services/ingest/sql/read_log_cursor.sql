-- One instance at a time follows the log.
SELECT cursor
  FROM log_cursor
   FOR UPDATE SKIP LOCKED
