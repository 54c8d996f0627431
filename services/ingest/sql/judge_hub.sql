UPDATE subscription SET miss_time = $2, note = $3 WHERE feed_id = $1 AND state = 2
