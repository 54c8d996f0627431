SELECT id, deleted, teaser, body FROM article WHERE id = $1
