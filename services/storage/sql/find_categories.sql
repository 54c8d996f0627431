SELECT name
FROM category
WHERE name = ANY ($1::text[])
