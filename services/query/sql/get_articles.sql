-- Those of the ids $1 that are there, in the order asked. Rows behind the first $3
-- bytes come without content.
SELECT id,
  CASE WHEN fits THEN teaser END AS teaser,
  CASE WHEN fits THEN body END AS body
FROM (
  SELECT asked.id, asked.place, article.teaser || article.links AS teaser,
    CASE WHEN $2::boolean THEN article.body ELSE '' END AS body,
    coalesce(sum(octet_length(article.teaser)
                 + CASE WHEN $2::boolean THEN octet_length(article.body) ELSE 0 END)
      OVER (ORDER BY asked.place ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0)
      < $3::bigint AS fits
  FROM unnest($1::uuid[]) WITH ORDINALITY AS asked (id, place)
  JOIN article ON article.id = asked.id AND NOT article.deleted
) AS measured
ORDER BY place
