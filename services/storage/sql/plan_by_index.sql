-- For this transaction: its statements find rows by key, however many there are,
-- with plans that are made once. A plan that was made while the tables were small
-- must not read all of them when they have grown.
SELECT set_config('plan_cache_mode', 'force_generic_plan', true),
  set_config('enable_seqscan', 'off', true)
