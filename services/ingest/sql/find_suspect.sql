SELECT deaths, set_aside_until
  FROM suspect
 WHERE subject = $1 AND set_aside_until IS NOT NULL
