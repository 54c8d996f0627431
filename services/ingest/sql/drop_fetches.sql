-- Drops those that were not fetched again for $3 seconds, and the longest ago beyond $1
-- bytes of all and $2 of an origin; $4 is taken for what stands around each. For those
-- that are too old, and those that are too many: how many, and their bytes.
WITH sized AS (
  SELECT id, origin, last_time, octet_length(body) + $4 AS bytes
    FROM kept_fetch JOIN kept_body USING (digest)
), ranked AS (
  SELECT *, last_time < now() - $3 * interval '1 second' AS too_old,
         sum(bytes) OVER (PARTITION BY origin ORDER BY last_time DESC, id DESC) AS of_origin
    FROM sized
), summed AS (
  SELECT *, sum(bytes) FILTER (WHERE of_origin <= $2 AND NOT too_old)
              OVER (ORDER BY last_time DESC, id DESC) AS of_all
    FROM ranked
), dropped AS (
  DELETE FROM kept_fetch
   USING summed
   WHERE kept_fetch.id = summed.id AND (too_old OR of_origin > $2 OR of_all > $1)
     AND kept_fetch.last_time = summed.last_time
  RETURNING too_old, bytes
)
SELECT too_old, count(*), sum(bytes)::bigint
  FROM dropped
 GROUP BY too_old
