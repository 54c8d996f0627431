-- As facets_of_everything.sql, counted over the articles that have any of the terms
-- $2, any of each of $5 to $8 (NULL: whatever) and all of $9, in [$3, $4). Costs as
-- much as there are such articles.
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
      FROM (
        SELECT DISTINCT article_id
        FROM posting
        WHERE posting.term = ANY ($2::text[])
          AND list_time >= $3::timestamptz
          AND list_time < $4::timestamptz
      ) AS driver
      JOIN article ON article.id = driver.article_id
      CROSS JOIN unnest(article.terms) AS held (term)
      WHERE ($5::text[] IS NULL OR article.terms && $5::text[])
        AND ($6::text[] IS NULL OR article.terms && $6::text[])
        AND ($7::text[] IS NULL OR article.terms && $7::text[])
        AND ($8::text[] IS NULL OR article.terms && $8::text[])
        AND ($9::text[] IS NULL OR article.terms @> $9::text[])
      GROUP BY held.term
    ) AS terms
    LEFT JOIN entity ON left(term, 2) = 'm:' AND entity.entity = substr(term, 3)
  ) AS counted
) AS ranked
WHERE place <= $1::bigint
ORDER BY facet, place
