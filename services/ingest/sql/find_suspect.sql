SELECT deaths, set_aside_until, coalesce(set_aside_until > now(), false)
  FROM suspect
 WHERE subject = $1
