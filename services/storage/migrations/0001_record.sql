-- oldest_binary: 1
--
-- The record. Shaped so that Citus can distribute it: article, revision and
-- article_origin by article_id, article_key by key_digest, article_path by path;
-- every unique index contains that column, and there are no foreign keys. The
-- log, the ledger and the categories stay on one node.

-- Where each article stands now. Its row lock orders the article's writers.
CREATE TABLE article (
  article_id uuid PRIMARY KEY,
  -- The newest revision.
  revision bigint NOT NULL,
  -- The newest observation by any origin.
  observe_time timestamptz NOT NULL,
  -- Who said the body that is held; empty while there is none.
  body_origin text NOT NULL,
  deleted boolean NOT NULL
) WITH (fillfactor = 90);

-- Every revision of every article; never changed, redaction aside.
CREATE TABLE revision (
  article_id uuid NOT NULL,
  revision bigint NOT NULL,
  -- Of log_commit; the revision's position is its first_position + commit_ordinal.
  commit_id uuid NOT NULL,
  commit_ordinal bigint NOT NULL,
  -- broadsheet.article.v1.Revision.Kind
  kind bigint NOT NULL,
  create_time timestamptz NOT NULL,
  actor text NOT NULL,
  content_digest bytea NOT NULL,
  content_salt bytea,
  -- A serialised broadsheet.article.v1.Article. In the row itself as long as a
  -- page holds it: one read, and no second index to keep.
  snapshot bytea COMPRESSION lz4,
  PRIMARY KEY (article_id, revision)
);
ALTER TABLE revision ALTER COLUMN snapshot SET STORAGE MAIN;

-- What identifies articles: SHA-256 of (site, guid) or of the canonical URI.
CREATE TABLE article_key (
  key_digest bytea PRIMARY KEY,
  article_id uuid NOT NULL
);

-- Paths for good.
CREATE TABLE article_path (
  path text PRIMARY KEY,
  article_id uuid NOT NULL
);

-- What each origin last said of an article.
CREATE TABLE article_origin (
  article_id uuid NOT NULL,
  origin text NOT NULL,
  observe_time timestamptz NOT NULL,
  observation_digest bytea NOT NULL,
  categories text[] NOT NULL,
  tags text[] NOT NULL,
  -- Of each field that it has asserted: the number (1 byte), and the first 8 bytes
  -- of the SHA-256 of its canonical form.
  field_digests bytea NOT NULL,
  PRIMARY KEY (article_id, origin)
);

CREATE TABLE category (
  name text PRIMARY KEY,
  title text NOT NULL,
  description text NOT NULL,
  -- Empty at the top.
  parent text NOT NULL
);

-- The log: one row a change, positions 1, 2, 3, and so on in order of commit.
CREATE TABLE change (
  position bigint PRIMARY KEY,
  commit_id uuid NOT NULL,
  commit_time timestamptz NOT NULL,
  -- The new revision; both null where a category changed.
  article_id uuid,
  revision bigint,
  -- A serialised broadsheet.storage.v1.FilterableFields of the revision before.
  previous bytea,
  -- A serialised broadsheet.article.v1.Category.
  category bytea,
  -- About how long the change is as a message.
  bytes bigint NOT NULL
);

-- The transactions of the log.
CREATE TABLE log_commit (
  commit_id uuid PRIMARY KEY,
  first_position bigint NOT NULL
);

-- Requests that took effect, so that one that is sent again is answered as it was
-- the first time.
CREATE TABLE request_ledger (
  request_id text PRIMARY KEY,
  -- SHA-256 of the writes.
  request_digest bytea NOT NULL,
  -- Of log_commit; null where the request changed nothing.
  commit_id uuid,
  -- A serialised broadsheet.storage.v1.BatchWriteArticlesResponse, its positions
  -- counted from the commit's first.
  response bytea NOT NULL,
  create_time timestamptz NOT NULL
);

-- The incarnations of the log: PostgreSQL's system and timeline.
CREATE TABLE epoch (
  epoch bigint PRIMARY KEY,
  system_identifier bigint NOT NULL,
  timeline bigint NOT NULL,
  create_time timestamptz NOT NULL
);
