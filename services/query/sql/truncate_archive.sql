TRUNCATE article, article_path, article_link, posting, term_count, month_count, category, entity, list_change
