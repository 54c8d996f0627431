-- Up to $1 they are too old; behind $2 they are of another log.
DELETE FROM list_change WHERE position <= $1 OR position > $2
