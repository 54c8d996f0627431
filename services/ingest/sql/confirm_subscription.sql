-- $2: how long it lasts from now on; $3: after how much of that it is renewed.
UPDATE subscription
   SET state = 2,
       verify_time = CASE state WHEN 2 THEN verify_time ELSE now() END,
       miss_time = CASE state WHEN 2 THEN miss_time END,
       note = CASE WHEN state = 2 AND miss_time IS NOT NULL THEN note ELSE '' END,
       lease_end_time = now() + make_interval(secs => $2),
       next_ask_time = now() + make_interval(secs => $3),
       asks = 0
 WHERE id = $1 AND state <> 4
