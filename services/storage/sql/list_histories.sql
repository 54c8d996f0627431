-- Revisions of the articles $3 behind revision $2 of article $1, oldest first: at most $4,
-- and none behind so many bytes as $5.
SELECT sized.article_id, sized.revision, sized.create_time, sized.actor, sized.kind,
  sized.content_digest, sized.content_salt, sized.snapshot, sized.reason
FROM (
  SELECT page.article_id, page.revision, page.create_time, page.actor, page.kind,
    page.content_digest, page.content_salt, page.snapshot, page.reason,
    sum(octet_length(page.snapshot)) OVER (
      ORDER BY page.article_id, page.revision ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS bytes_before
  FROM (
    SELECT article_id, revision, create_time, actor, kind, content_digest, content_salt,
      snapshot, reason
    FROM revision
    WHERE article_id = ANY ($3::uuid[]) AND (article_id, revision) > ($1::uuid, $2::bigint)
    ORDER BY article_id, revision
    LIMIT $4::bigint
  ) AS page
) AS sized
WHERE coalesce(sized.bytes_before, 0) < $5::bigint
ORDER BY sized.article_id, sized.revision
