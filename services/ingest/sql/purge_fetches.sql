-- What was fetched before $4: the documents, in all their versions, in which $1 was seen,
-- or an entry with one of the keys $2; and all of the origins $3.
DELETE FROM kept_fetch
 WHERE create_time <= $4
   AND (origin = ANY ($3)
        OR (origin, uri) IN (SELECT seen.origin, seen.uri
                               FROM kept_entry JOIN kept_fetch AS seen ON seen.id = fetch_id
                              WHERE article = $1 OR key = ANY ($2::bytea[])))
