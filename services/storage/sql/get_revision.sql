SELECT snapshot
FROM revision
WHERE article_id = $1::uuid AND revision = $2::bigint
