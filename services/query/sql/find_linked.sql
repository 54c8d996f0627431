-- Whose links are others, now that articles of the keys $1 came, changed or went, and that
-- links to the keys $2 did: who links to the former, and the listed ones of both.
SELECT article_id AS id FROM article_link WHERE uri_key = ANY ($1::text[])
UNION
SELECT id
FROM article
WHERE uri_key = ANY ($2::text[]) AND uri_key <> '' AND cardinality(terms) > 0
UNION
SELECT article.id
FROM article
WHERE article.uri_key = ANY ($1::text[]) AND article.uri_key <> '' AND cardinality(terms) > 0
  AND EXISTS (SELECT FROM article_link WHERE article_link.uri_key = article.uri_key)
ORDER BY id
