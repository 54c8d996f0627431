TRUNCATE article, article_path, posting, term_count, category, entity
