-- Of a feed wait at most 16 bodies, and 16 MiB; beyond them one row says that more came.
-- Whoever keeps one holds the row of its feed, so that times are in the order of ids.
INSERT INTO notification (feed_id, receive_time, content_type, body)
SELECT $1, clock_timestamp(), $2,
       CASE WHEN count(body) < 16 AND coalesce(sum(octet_length(body)), 0) < 16 << 20
            THEN $3::bytea
        END
  FROM notification
 WHERE feed_id = $1
HAVING count(*) = count(body)
