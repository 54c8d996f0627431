-- Drops those that were not seen for $3 seconds, and the longest unseen beyond $1 bytes of
-- all and $2 of an origin. For those that are too old, and those that are too many: which
-- of both, how many, their bytes, of how many origins, the one with the most, and when the
-- last of them was seen. Each is taken to hold $4 bytes besides its raw ones.
WITH sized AS (
  SELECT id, origin, last_seen_time, octet_length(raw) + $4 AS bytes
    FROM reject
), ranked AS (
  SELECT *, last_seen_time < now() - $3 * interval '1 second' AS too_old,
         sum(bytes) OVER (PARTITION BY origin ORDER BY last_seen_time DESC, id DESC) AS of_origin
    FROM sized
), summed AS (
  -- What an origin has too much of counts for nobody else.
  SELECT *, sum(bytes) FILTER (WHERE of_origin <= $2 AND NOT too_old)
              OVER (ORDER BY last_seen_time DESC, id DESC) AS of_all
    FROM ranked
), dropped AS (
  DELETE FROM reject
   USING summed
   WHERE reject.id = summed.id AND (too_old OR of_origin > $2 OR of_all > $1)
     -- Not what was seen again meanwhile.
     AND reject.last_seen_time = summed.last_seen_time
  RETURNING too_old, summed.origin, bytes, summed.last_seen_time
)
SELECT too_old, count(*), sum(bytes)::bigint, count(DISTINCT origin),
       mode() WITHIN GROUP (ORDER BY origin), max(last_seen_time)
  FROM dropped
 GROUP BY too_old
