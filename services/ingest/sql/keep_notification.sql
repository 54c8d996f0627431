-- Of a feed wait at most 16 bodies, and 16 MiB; beyond them one row says that more came.
INSERT INTO notification (id, feed_id, receive_time, content_type, body)
SELECT $1, $2, now(), $3,
       CASE WHEN count(body) < 16 AND coalesce(sum(octet_length(body)), 0) < 16 << 20
            THEN $4::bytea
        END
  FROM notification
 WHERE feed_id = $2
HAVING count(*) = count(body)
