-- For this transaction: its statements find rows by key, however many there are,
-- with plans that are made once. A plan that was made while the tables were small
-- must not read all of them when they have grown.
--
-- For the session: which PostgreSQL it is of. That is in a file, which append_changes
-- would read while it has the log lock.
SELECT set_config('plan_cache_mode', 'force_generic_plan', true),
  set_config('enable_seqscan', 'off', true),
  set_config('broadsheet.system_identifier',
    coalesce(nullif(current_setting('broadsheet.system_identifier', true), ''),
      (SELECT s.system_identifier::text FROM pg_control_system() AS s)), false)
