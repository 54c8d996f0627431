-- Under the log lock.
INSERT INTO epoch (epoch, system_identifier, timeline, create_time)
SELECT coalesce((SELECT max(epoch) FROM epoch), 0) + 1, s.system_identifier,
  ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::bigint, clock_timestamp()
FROM pg_control_system() AS s
RETURNING epoch
