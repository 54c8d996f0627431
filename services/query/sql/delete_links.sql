-- The keys of what the articles $1 linked to come back.
DELETE FROM article_link WHERE article_id = ANY ($1::uuid[]) RETURNING uri_key
