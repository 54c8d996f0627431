SELECT term, article_count FROM term_count WHERE term = ANY ($1::text[])
