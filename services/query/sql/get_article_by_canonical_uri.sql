-- The article whose URI is $2, or else one of another spelling, by its key $1: two stories of
-- one page differ in nothing but the fragment. Several articles can claim one URI; the newest
-- that is there answers.
SELECT id, deleted, teaser || links AS teaser, body
FROM article
WHERE uri_key = $1 AND uri_key <> ''
ORDER BY canonical_uri <> $2, deleted, cardinality(terms) = 0, list_time DESC, id DESC
LIMIT 1
