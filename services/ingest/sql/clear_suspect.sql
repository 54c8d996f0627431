-- Who works on them has survived the subjects of these attempts.
DELETE FROM attempt
 WHERE id IN (SELECT id FROM lost_attempt)
   AND subject IN (SELECT subject FROM attempt WHERE id = ANY ($1::uuid[]))
   AND id <> ALL ($1::uuid[])
