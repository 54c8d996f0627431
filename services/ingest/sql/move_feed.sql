UPDATE feed
   SET uri = $2
 WHERE id = $1 AND NOT EXISTS (SELECT FROM feed WHERE uri = $2)
