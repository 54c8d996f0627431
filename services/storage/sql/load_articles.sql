SELECT a.article_id, a.observe_time, a.body_origin, r.snapshot, a.redacted
FROM article AS a
JOIN revision AS r USING (article_id, revision)
WHERE a.article_id = ANY ($1::uuid[])
