UPDATE revision
SET snapshot = NULL, content_salt = NULL
FROM unnest($1::uuid[], $2::bigint[]) AS redacted (article_id, revision)
WHERE revision.article_id = redacted.article_id AND revision.revision = redacted.revision
