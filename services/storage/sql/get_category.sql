SELECT name, title, description, parent
FROM category
WHERE name = $1
