UPDATE article
SET links = new.links
FROM unnest($1::uuid[], $2::bytea[]) AS new (id, links)
WHERE article.id = new.id AND article.links <> new.links
RETURNING article.id, article.terms
