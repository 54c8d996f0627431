-- The newest epoch, and whether it is of the PostgreSQL that answers.
SELECT epoch,
  system_identifier = (SELECT s.system_identifier FROM pg_control_system() AS s)
    AND timeline = (SELECT c.timeline_id FROM pg_control_checkpoint() AS c)
FROM epoch
ORDER BY epoch DESC
LIMIT 1
