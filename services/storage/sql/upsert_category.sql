INSERT INTO category (name, title, description, parent)
VALUES ($1, $2, $3, $4)
ON CONFLICT (name) DO UPDATE
SET title = excluded.title, description = excluded.description, parent = excluded.parent
