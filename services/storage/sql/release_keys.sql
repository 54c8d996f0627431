-- All of an article's but these.
DELETE FROM article_key
WHERE article_id = $1::uuid AND key_digest <> ALL ($2::bytea[])
