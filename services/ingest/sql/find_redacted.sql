SELECT 1
  FROM redacted_article
 WHERE article = ANY ($1::uuid[])
 LIMIT 1
