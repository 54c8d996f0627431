DELETE FROM article_path WHERE article_id = ANY ($1::uuid[])
