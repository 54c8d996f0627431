SELECT id, terms, list_time FROM article WHERE id = ANY ($1::uuid[])
