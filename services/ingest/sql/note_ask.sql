UPDATE subscription
   SET ask_time = now(), asks = asks + 1, next_ask_time = now() + make_interval(secs => $2)
 WHERE id = $1
