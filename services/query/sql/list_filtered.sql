-- As list_term.sql, for articles that have any of the terms $1, any of each of
-- $8 to $11 (NULL: whatever) and all of $12. For each term of $1, enough of its
-- newest; then the newest of those.
SELECT list_time, id, teaser, body
FROM (
  SELECT page.list_time, page.article_id AS id, article.teaser,
    CASE WHEN $6::boolean THEN article.body ELSE '' END AS body,
    sum(octet_length(article.teaser)
        + CASE WHEN $6::boolean THEN octet_length(article.body) ELSE 0 END)
      OVER (ORDER BY page.list_time DESC, page.article_id DESC
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS bytes_before
  FROM (
    SELECT DISTINCT found.list_time, found.article_id
    FROM unnest($1::text[]) AS driver (term)
    CROSS JOIN LATERAL (
      SELECT list_time, article_id
      FROM posting
      WHERE posting.term = driver.term
        AND (list_time, article_id) < ($2::timestamptz, $3::uuid)
        AND list_time >= $4::timestamptz
        AND ($8::text[] IS NULL OR EXISTS (
          SELECT FROM posting AS other
          WHERE other.term = ANY ($8::text[]) AND other.list_time = posting.list_time
            AND other.article_id = posting.article_id))
        AND ($9::text[] IS NULL OR EXISTS (
          SELECT FROM posting AS other
          WHERE other.term = ANY ($9::text[]) AND other.list_time = posting.list_time
            AND other.article_id = posting.article_id))
        AND ($10::text[] IS NULL OR EXISTS (
          SELECT FROM posting AS other
          WHERE other.term = ANY ($10::text[]) AND other.list_time = posting.list_time
            AND other.article_id = posting.article_id))
        AND ($11::text[] IS NULL OR EXISTS (
          SELECT FROM posting AS other
          WHERE other.term = ANY ($11::text[]) AND other.list_time = posting.list_time
            AND other.article_id = posting.article_id))
        AND ($12::text[] IS NULL OR NOT EXISTS (
          SELECT FROM unnest($12::text[]) AS needed (term)
          WHERE NOT EXISTS (
            SELECT FROM posting AS other
            WHERE other.term = needed.term AND other.list_time = posting.list_time
              AND other.article_id = posting.article_id)))
      ORDER BY list_time DESC, article_id DESC
      LIMIT $5::bigint
    ) AS found
    ORDER BY found.list_time DESC, found.article_id DESC
    LIMIT $5::bigint
  ) AS page
  CROSS JOIN LATERAL (
    SELECT teaser || links AS teaser, body FROM article WHERE article.id = page.article_id OFFSET 0
  ) AS article
) AS measured
WHERE bytes_before IS NULL OR bytes_before < $7::bigint
ORDER BY list_time DESC, id DESC
