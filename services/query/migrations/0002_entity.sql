-- oldest_binary: 1

-- What the entities are that articles name (Mention.Kind), for facets.
CREATE TABLE entity (
  entity text COLLATE "C" PRIMARY KEY,
  kind integer NOT NULL
);

-- The archive is built again, to fill it.
TRUNCATE article, article_path, posting, term_count, category;
UPDATE archive_cursor SET epoch = 0, position = 0, commit_id = '';
