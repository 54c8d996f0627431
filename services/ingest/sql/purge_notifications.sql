-- Feeds with the origins $1 are fetched instead, so that nothing of it is lost but what was
-- redacted.
UPDATE notification SET body = NULL WHERE 'feeds/' || feed_id = ANY ($1)
