-- The newest epoch, and whether it is of the PostgreSQL that answers. (Its control
-- file names the timeline of the last checkpoint: for a while after a promotion,
-- the one before.)
SELECT epoch,
  system_identifier = (SELECT s.system_identifier FROM pg_control_system() AS s)
    AND timeline = ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::bigint
FROM epoch
ORDER BY epoch DESC
LIMIT 1
