-- The $1 most frequent terms of each kind, and the newest months. The kind is the
-- term's ("t:"), for mentions with the entity's ("m:1").
SELECT facet, term, article_count
FROM (
  SELECT facet, term, article_count,
    row_number() OVER (
      PARTITION BY facet
      ORDER BY CASE WHEN facet = 'd:' THEN term END DESC, article_count DESC, term) AS place
  FROM (
    SELECT left(term, 2) || coalesce(entity.kind::text, '') AS facet, term, article_count
    FROM term_count
    LEFT JOIN entity ON left(term, 2) = 'm:' AND entity.entity = substr(term, 3)
  ) AS counted
) AS ranked
WHERE place <= $1::bigint
ORDER BY facet, place
