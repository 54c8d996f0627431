INSERT INTO category (slug, category)
SELECT slug, category FROM unnest($1::text[], $2::bytea[]) AS new (slug, category)
ON CONFLICT (slug) DO UPDATE SET category = excluded.category
