-- Those of these keys; and of the origins $2, those that came before $3 and of which it is
-- not known what they are about.
DELETE FROM reject
 WHERE keys && $1::bytea[]
    OR (origin = ANY ($2) AND keys = '{}' AND create_time <= $3)
