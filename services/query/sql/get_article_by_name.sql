SELECT id, deleted, teaser || links AS teaser, body FROM article WHERE id = $1
