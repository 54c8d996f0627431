-- What the articles were before they were redacted.
DELETE FROM list_change WHERE article_id = ANY ($1::uuid[])
