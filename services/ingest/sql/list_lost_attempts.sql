SELECT id, subject, begin_time, deaths, set_aside_until
  FROM lost_attempt JOIN suspect USING (subject)
 WHERE instance <> $1
 ORDER BY begin_time
 LIMIT 1000
