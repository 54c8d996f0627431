-- oldest_binary: 1

-- How far the archive has followed storage's log. One row.
CREATE TABLE archive_cursor (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  epoch bigint NOT NULL,
  position bigint NOT NULL,
  commit_id bytea NOT NULL
);
INSERT INTO archive_cursor (epoch, position, commit_id) VALUES (0, 0, '');

-- Each article at its newest revision, deleted ones too. `teaser` is a serialised
-- Article without bodies, `body` one that holds nothing else: their
-- concatenation is the whole article.
CREATE TABLE article (
  id uuid PRIMARY KEY,
  list_time timestamptz NOT NULL,
  deleted boolean NOT NULL,
  canonical_uri text NOT NULL,
  -- Its postings; empty where it is not listed.
  terms text[] NOT NULL,
  teaser bytea NOT NULL,
  body bytea COMPRESSION lz4 NOT NULL
);
CREATE INDEX article_canonical_uri ON article USING hash (canonical_uri);

-- Every path that an article has or had.
CREATE TABLE article_path (
  path text COLLATE "C" PRIMARY KEY,
  article_id uuid NOT NULL
);
CREATE INDEX article_path_article_id ON article_path (article_id);

-- Which articles a list holds: a term is a kind and a value ("t:5g"), see
-- terms.h. The primary key serves lists newest first, read backwards.
CREATE TABLE posting (
  term text COLLATE "C" NOT NULL,
  list_time timestamptz NOT NULL,
  article_id uuid NOT NULL,
  PRIMARY KEY (term, list_time, article_id)
);

-- How many articles have a term, maintained with the postings.
CREATE TABLE term_count (
  term text COLLATE "C" PRIMARY KEY,
  article_count bigint NOT NULL
) WITH (fillfactor = 50);

-- Serialised Category messages by slug.
CREATE TABLE category (
  slug text COLLATE "C" PRIMARY KEY,
  category bytea NOT NULL
);

-- Signs page tokens where no key file is given; shared by all instances.
CREATE TABLE page_token_key (
  key bytea NOT NULL
);
INSERT INTO page_token_key (key)
VALUES (uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()));
