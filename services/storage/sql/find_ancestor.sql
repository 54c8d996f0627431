-- Whether $2 is $1 or above it.
WITH RECURSIVE line (name) AS (
  SELECT $1::text
  UNION
  SELECT category.parent FROM line JOIN category USING (name) WHERE category.parent <> ''
)
SELECT 1 FROM line WHERE name = $2
