DELETE FROM notification WHERE feed_id = $1 AND id = ANY ($2::bigint[])
