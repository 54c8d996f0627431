-- oldest_binary: 1
-- What was fetched, as it came, so that a better parser can read it again.
CREATE TABLE kept_body (
  -- SHA-256 of all bytes that came.
  digest   bytea PRIMARY KEY,
  -- Zstandard; of an oversized one, the beginning.
  body     bytea NOT NULL,
  -- How many bytes came, and how many of them `body` holds.
  raw_size bigint NOT NULL,
  held     bigint NOT NULL
);
ALTER TABLE kept_body ALTER COLUMN body SET STORAGE EXTERNAL;

CREATE TABLE kept_fetch (
  id           uuid PRIMARY KEY,
  origin       text NOT NULL,
  uri          text NOT NULL,
  digest       bytea NOT NULL REFERENCES kept_body,
  content_type text NOT NULL,
  -- What it was read as: 1 a feed, 2 a page, 3 an archive page.
  kind         smallint NOT NULL,
  -- What it was read under: Delivery (deliver/intake.h).
  settings     bytea NOT NULL,
  entry_uri    text NOT NULL,
  archive_uri  text NOT NULL,
  create_time  timestamptz NOT NULL,
  -- When the same was fetched last.
  last_time    timestamptz NOT NULL,
  UNIQUE (origin, uri, digest)
);
CREATE INDEX kept_fetch_by_origin ON kept_fetch (origin, id DESC);
CREATE INDEX kept_fetch_by_body ON kept_fetch (digest);

-- Where the entries of an origin were seen last, and which articles they are.
CREATE TABLE kept_entry (
  origin   text NOT NULL,
  -- keep/entry_keys.h
  key      bytea NOT NULL,
  article  uuid NOT NULL,
  fetch_id uuid NOT NULL REFERENCES kept_fetch ON DELETE CASCADE,
  PRIMARY KEY (origin, key)
);
CREATE INDEX kept_entry_by_article ON kept_entry (article);
CREATE INDEX kept_entry_by_fetch ON kept_entry (fetch_id);

-- Which articles a reject may be about; empty where that is not known, and on what an
-- older binary kept.
ALTER TABLE reject ADD COLUMN keys bytea[] NOT NULL DEFAULT '{}';
CREATE INDEX reject_by_keys ON reject USING gin (keys);

-- Storage's change log is followed for redactions. A serialised article.v1.Cursor; one row.
CREATE TABLE log_cursor (
  one    boolean PRIMARY KEY DEFAULT true CHECK (one),
  cursor bytea NOT NULL
);
INSERT INTO log_cursor (cursor) VALUES ('');

-- What is about to be redacted, and the keys that its revisions had: afterwards nobody knows.
CREATE TABLE expected_redaction (
  article     uuid PRIMARY KEY,
  keys        bytea[] NOT NULL,
  create_time timestamptz NOT NULL
);

-- Of what was redacted wholly nothing is kept any more, whoever still delivers it.
CREATE TABLE redacted_article (
  article uuid PRIMARY KEY
);
CREATE TABLE redacted_key (
  key bytea PRIMARY KEY
);
