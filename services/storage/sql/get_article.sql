SELECT r.snapshot
FROM article AS a
JOIN revision AS r USING (article_id, revision)
WHERE a.article_id = $1::uuid
