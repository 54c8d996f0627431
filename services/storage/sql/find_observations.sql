-- What the origins of these writes last said, without locks: most deliveries
-- repeat it.
SELECT o.article_id, o.origin, o.observation_digest, a.revision
FROM unnest($1::uuid[], $2::text[]) AS write (article_id, origin)
JOIN article_origin AS o USING (article_id, origin)
JOIN article AS a USING (article_id)
WHERE NOT a.deleted
