UPDATE article
SET terms = string_to_array(new.terms, E'\n')
FROM unnest($1::uuid[], $2::text[]) AS new (id, terms)
WHERE article.id = new.id
