-- For this transaction: batches differ in size, and plans for arrays that were
-- made while the tables were small would read all of them when they have grown.
SELECT set_config('plan_cache_mode', 'force_custom_plan', true)
