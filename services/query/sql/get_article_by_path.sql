SELECT article.id, article.deleted, article.teaser || article.links AS teaser, article.body
FROM article_path
JOIN article ON article.id = article_path.article_id
WHERE article_path.path = $1
