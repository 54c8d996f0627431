-- As facets_of_everything.sql, counted over the articles $2.
SELECT facet, term, article_count
FROM (
  SELECT facet, term, article_count,
    row_number() OVER (
      PARTITION BY facet
      ORDER BY CASE WHEN facet = 'd:' THEN term END DESC, article_count DESC, term) AS place
  FROM (
    SELECT left(term, 2) || coalesce(entity.kind::text, '') AS facet, term, article_count
    FROM (
      SELECT term, count(*) AS article_count
      FROM article, unnest(article.terms) AS held (term)
      WHERE article.id = ANY ($2::uuid[])
      GROUP BY term
    ) AS terms
    LEFT JOIN entity ON left(term, 2) = 'm:' AND entity.entity = substr(term, 3)
  ) AS counted
) AS ranked
WHERE place <= $1::bigint
ORDER BY facet, place
