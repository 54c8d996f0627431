-- In the order asked, at most $2 bytes (but one article at least). Looked up row
-- by row, as in list_changes.
SELECT sized.snapshot
FROM (
  SELECT asked.ordinal, newest.snapshot,
    sum(octet_length(newest.snapshot)) OVER (ORDER BY asked.ordinal) AS bytes_up_to
  FROM unnest($1::uuid[]) WITH ORDINALITY AS asked (article_id, ordinal)
  LEFT JOIN LATERAL (
    SELECT r.snapshot
    FROM article AS a
    JOIN revision AS r USING (article_id, revision)
    WHERE a.article_id = asked.article_id
    LIMIT 1
  ) AS newest ON true
) AS sized
WHERE sized.bytes_up_to IS NULL OR sized.bytes_up_to <= $2::bigint OR sized.ordinal = 1
ORDER BY sized.ordinal
