-- All keys of an article that are known.
SELECT unnest(keys)
  FROM expected_redaction
 WHERE article = $1
UNION
SELECT key
  FROM kept_entry
 WHERE article = $1
