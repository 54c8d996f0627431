-- Several articles can claim one URI; the newest that is there answers.
SELECT id, deleted, teaser || links AS teaser, body
FROM article
WHERE uri_key = $1 AND uri_key <> ''
ORDER BY deleted, cardinality(terms) = 0, list_time DESC, id DESC
LIMIT 1
