-- The links of the listed articles $1, each with the article at its other end: first their
-- own, which lead to the newest listed article of that URI, if any; then at most 50 that
-- lead to them. What an article does not state to be a link counts only where there is one.
SELECT article.id, false AS is_reverse, link.kind, link.uri, target.teaser,
  link.place, link.article_id AS source_id
FROM article
JOIN article_link AS link ON link.article_id = article.id
LEFT JOIN LATERAL (
  SELECT id, teaser
  FROM article AS listed
  WHERE listed.uri_key = link.uri_key AND listed.uri_key <> ''
    AND cardinality(listed.terms) > 0 AND listed.id <> article.id
  ORDER BY listed.list_time DESC, listed.id DESC
  LIMIT 1
) AS target ON true
WHERE article.id = ANY ($1::uuid[]) AND (link.is_stated OR target.id IS NOT NULL)
UNION ALL
SELECT article.id, true, link.kind, source.canonical_uri, source.teaser, link.place, source.id
FROM article
CROSS JOIN LATERAL (
  SELECT article_id, kind, place
  FROM article_link
  WHERE article_link.uri_key = article.uri_key AND article_link.article_id <> article.id
  ORDER BY article_id, place
  LIMIT 50
) AS link
JOIN article AS source ON source.id = link.article_id
WHERE article.id = ANY ($1::uuid[])
  AND cardinality(article.terms) > 0 AND article.uri_key <> ''
  AND NOT EXISTS (
    SELECT
    FROM article AS newer
    WHERE newer.uri_key = article.uri_key AND newer.uri_key <> ''
      AND cardinality(newer.terms) > 0 AND newer.id <> link.article_id
      AND (newer.list_time, newer.id) > (article.list_time, article.id))
ORDER BY id, is_reverse, source_id, place
