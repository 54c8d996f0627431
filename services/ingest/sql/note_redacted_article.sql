INSERT INTO redacted_article (article) VALUES ($1) ON CONFLICT DO NOTHING
