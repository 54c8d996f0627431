DELETE FROM term_count WHERE term = ANY ($1::text[]) AND article_count = 0
