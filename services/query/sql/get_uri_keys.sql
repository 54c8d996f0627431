-- By which URIs the articles $1 are linked to.
SELECT uri_key FROM article WHERE id = ANY ($1::uuid[]) AND uri_key <> ''
