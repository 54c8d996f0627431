-- Two processes that find the same change make one epoch.
INSERT INTO epoch (epoch, system_identifier, timeline, create_time)
SELECT $1::bigint, s.system_identifier, c.timeline_id, clock_timestamp()
FROM pg_control_system() AS s, pg_control_checkpoint() AS c
ON CONFLICT DO NOTHING
