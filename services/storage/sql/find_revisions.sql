SELECT revision, content_digest, snapshot IS NOT NULL
FROM revision
WHERE article_id = $1::uuid AND revision BETWEEN $2::bigint AND $3::bigint
ORDER BY revision
