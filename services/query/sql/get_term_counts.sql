SELECT term, article_count, touched FROM term_count WHERE term = ANY ($1::text[])
