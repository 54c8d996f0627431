-- Those of which no fetch is left.
DELETE FROM kept_body
 WHERE NOT EXISTS (SELECT FROM kept_fetch WHERE kept_fetch.digest = kept_body.digest)
