SELECT memory
  FROM feed_memory
 WHERE feed_id = $1
