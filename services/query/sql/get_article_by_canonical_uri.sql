-- Several articles can claim one URI; the newest that is there answers.
SELECT id, deleted, teaser, body
FROM article
WHERE canonical_uri = $1
ORDER BY deleted, cardinality(terms) = 0, list_time DESC, id DESC
LIMIT 1
