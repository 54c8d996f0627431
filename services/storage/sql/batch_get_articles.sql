-- In the order asked, at most $2 bytes (but one article at least).
SELECT sized.article_id, sized.snapshot
FROM (
  SELECT asked.ordinal, asked.article_id, r.snapshot,
    sum(octet_length(r.snapshot)) OVER (ORDER BY asked.ordinal) AS bytes_up_to
  FROM unnest($1::uuid[]) WITH ORDINALITY AS asked (article_id, ordinal)
  LEFT JOIN article AS a USING (article_id)
  LEFT JOIN revision AS r ON r.article_id = a.article_id AND r.revision = a.revision
) AS sized
WHERE sized.bytes_up_to IS NULL OR sized.bytes_up_to <= $2::bigint OR sized.ordinal = 1
ORDER BY sized.ordinal
