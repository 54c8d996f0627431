-- oldest_binary: 1

-- Which lists an article was on before a change of storage's log, and which after it: what
-- WatchArticles tells. Written with the postings; of the newest changes only.
CREATE TABLE list_change (
  position bigint NOT NULL,
  -- Among those of one position: a category that moves takes many articles along.
  ordinal integer NOT NULL,
  commit_id bytea NOT NULL,
  article_id uuid NOT NULL,
  -- NULL where nobody is to know it any more: what was before is redacted.
  terms_before text[],
  list_time_before timestamptz NOT NULL,
  terms_after text[] NOT NULL,
  list_time_after timestamptz NOT NULL,
  -- Nothing but a tombstone is left of the article.
  retracted boolean NOT NULL,
  -- A serialised Article without bodies, as it was after the change.
  teaser bytea COMPRESSION lz4 NOT NULL,
  PRIMARY KEY (position, ordinal)
);

-- list_change holds all of the positions behind complete_after, up to complete_to. The
-- generation is another one where they don't follow from those before. One row.
CREATE TABLE list_log (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  generation uuid NOT NULL,
  complete_after bigint NOT NULL,
  complete_to bigint NOT NULL
);
INSERT INTO list_log (generation, complete_after, complete_to)
SELECT gen_random_uuid(), position, position FROM archive_cursor;
