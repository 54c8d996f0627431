SELECT snapshot
FROM revision
WHERE article_id = $1::uuid AND create_time <= $2::timestamptz
ORDER BY revision DESC
LIMIT 1
