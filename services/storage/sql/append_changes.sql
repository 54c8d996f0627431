-- Under the log lock, in a statement of its own: it must see what the last holder
-- has committed. Time never runs backwards along the log. Empty values stand for
-- null. Answers the first position, and the newest epoch if it is of the PostgreSQL
-- that answers (see get_epoch, and begin_write for the setting).
WITH head AS (
  SELECT coalesce(max(position), 0) AS position FROM change
), moment AS (
  SELECT greatest(clock_timestamp(), change.commit_time) AS commit_time
  FROM head LEFT JOIN change USING (position)
), newest AS (
  SELECT epoch, system_identifier, timeline FROM epoch ORDER BY epoch DESC LIMIT 1
), entry AS (
  INSERT INTO log_commit (commit_id, first_position)
  SELECT $1::uuid, head.position + 1 FROM head
), entries AS (
  INSERT INTO change
    (position, commit_id, commit_time, article_id, revision, previous, category, bytes)
  SELECT head.position + new_change.ordinal, $1::uuid, moment.commit_time,
    new_change.article_id, nullif(new_change.revision, 0),
    nullif(new_change.previous, ''), nullif(new_change.category, ''), new_change.bytes
  FROM head, moment,
    unnest($2::uuid[], $3::bigint[], $4::bytea[], $5::bytea[], $6::bigint[]) WITH ORDINALITY
      AS new_change (article_id, revision, previous, category, bytes, ordinal)
  ORDER BY new_change.ordinal
)
SELECT head.position + 1, newest.epoch
FROM head
LEFT JOIN newest
  ON newest.system_identifier =
      coalesce(nullif(current_setting('broadsheet.system_identifier', true), '')::bigint,
        (SELECT s.system_identifier FROM pg_control_system() AS s))
    AND newest.timeline = ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::bigint
