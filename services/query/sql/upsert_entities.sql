INSERT INTO entity (entity, kind)
SELECT entity, kind FROM unnest($1::text[], $2::bigint[]) AS new (entity, kind)
ON CONFLICT (entity) DO UPDATE SET kind = excluded.kind
WHERE entity.kind <> excluded.kind
