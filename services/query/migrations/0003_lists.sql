-- oldest_binary: 1

-- What the article's canonical URI is compared by (uri_key.h), and its links: a serialised
-- Article that holds nothing else. `teaser` is without them.
ALTER TABLE article ADD COLUMN uri_key text NOT NULL DEFAULT '';
ALTER TABLE article ADD COLUMN links bytea NOT NULL DEFAULT '';
CREATE INDEX article_uri_key ON article USING hash (uri_key) WHERE uri_key <> '';

-- What listed articles link to: their links, by `place`, and the page of their MoreLink,
-- which they don't state to be one.
CREATE TABLE article_link (
  article_id uuid NOT NULL,
  place integer NOT NULL,
  kind integer NOT NULL,
  is_stated boolean NOT NULL,
  uri text NOT NULL,
  uri_key text NOT NULL,
  PRIMARY KEY (article_id, place)
);
CREATE INDEX article_link_uri_key ON article_link USING hash (uri_key);

-- The cursor of the last batch that changed something of the list of a term, serialised.
ALTER TABLE term_count ADD COLUMN touched bytea NOT NULL DEFAULT '';

-- How many articles of categories and tags are of each month (UTC), maintained with the
-- postings.
CREATE TABLE month_count (
  term text COLLATE "C" NOT NULL,
  month text COLLATE "C" NOT NULL,
  article_count bigint NOT NULL,
  PRIMARY KEY (term, month)
) WITH (fillfactor = 50);

-- The archive is built again, to fill them.
TRUNCATE article, article_path, posting, term_count, category, entity;
UPDATE archive_cursor SET epoch = 0, position = 0, commit_id = '';
