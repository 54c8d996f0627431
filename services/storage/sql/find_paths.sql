SELECT wanted.path
FROM unnest($1::text[]) AS wanted (path)
JOIN article_path ON article_path.path_digest = sha256(convert_to(wanted.path, 'UTF8'))
