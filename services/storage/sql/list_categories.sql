SELECT name, title, description, parent
FROM category
ORDER BY name
