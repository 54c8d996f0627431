-- As facets_of_everything.sql, counted over the $10 newest articles that have any of the
-- terms $2, any of each of $5 to $8 (NULL: whatever) and all of $9, in [$3, $4). The facet
-- '#' says how many articles that is.
WITH sample AS (
  SELECT DISTINCT found.list_time, found.article_id
  FROM unnest($2::text[]) AS driver (term)
  CROSS JOIN LATERAL (
    SELECT list_time, article_id
    FROM posting
    WHERE posting.term = driver.term
      AND list_time >= $3::timestamptz
      AND list_time < $4::timestamptz
      AND ($5::text[] IS NULL OR EXISTS (
        SELECT FROM posting AS other
        WHERE other.term = ANY ($5::text[]) AND other.list_time = posting.list_time
          AND other.article_id = posting.article_id))
      AND ($6::text[] IS NULL OR EXISTS (
        SELECT FROM posting AS other
        WHERE other.term = ANY ($6::text[]) AND other.list_time = posting.list_time
          AND other.article_id = posting.article_id))
      AND ($7::text[] IS NULL OR EXISTS (
        SELECT FROM posting AS other
        WHERE other.term = ANY ($7::text[]) AND other.list_time = posting.list_time
          AND other.article_id = posting.article_id))
      AND ($8::text[] IS NULL OR EXISTS (
        SELECT FROM posting AS other
        WHERE other.term = ANY ($8::text[]) AND other.list_time = posting.list_time
          AND other.article_id = posting.article_id))
      AND ($9::text[] IS NULL OR NOT EXISTS (
        SELECT FROM unnest($9::text[]) AS needed (term)
        WHERE NOT EXISTS (
          SELECT FROM posting AS other
          WHERE other.term = needed.term AND other.list_time = posting.list_time
            AND other.article_id = posting.article_id)))
    ORDER BY list_time DESC, article_id DESC
    LIMIT $10::bigint
  ) AS found
  ORDER BY found.list_time DESC, found.article_id DESC
  LIMIT $10::bigint
)
SELECT facet, term, article_count
FROM (
  SELECT facet, term, article_count,
    row_number() OVER (
      PARTITION BY facet
      ORDER BY CASE WHEN facet = 'd:' THEN term END DESC, article_count DESC, term) AS place
  FROM (
    SELECT left(term, 2) || coalesce(entity.kind::text, '') AS facet, term, article_count
    FROM (
      SELECT held.term, count(*) AS article_count
      FROM sample
      JOIN article ON article.id = sample.article_id
      CROSS JOIN unnest(article.terms) AS held (term)
      GROUP BY held.term
    ) AS terms
    LEFT JOIN entity ON left(term, 2) = 'm:' AND entity.entity = substr(term, 3)
  ) AS counted
) AS ranked
WHERE place <= $1::bigint
UNION ALL
SELECT '#', '', count(*) FROM sample
