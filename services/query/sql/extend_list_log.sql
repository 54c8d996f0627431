-- By the positions behind $1 up to $2; $3 and those before are not kept. What does not follow
-- begins anew: where the archive is built again, or another version of query has applied.
UPDATE list_log
SET generation = CASE WHEN complete_to = $1::bigint THEN generation ELSE gen_random_uuid() END,
    complete_after = greatest(CASE WHEN complete_to = $1::bigint THEN complete_after ELSE $1::bigint END,
                              least($3::bigint, $2::bigint)),
    complete_to = $2::bigint
RETURNING generation
