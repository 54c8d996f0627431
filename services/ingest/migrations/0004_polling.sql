-- oldest_binary: 1
-- Reading a feed's older documents (RFC 5005), as asked.
ALTER TABLE feed
  ADD COLUMN read_archive       boolean NOT NULL DEFAULT false,
  ADD COLUMN archive_pages      bigint NOT NULL DEFAULT 0,
  -- Where it goes on; empty before the first and after the last.
  ADD COLUMN archive_next       text NOT NULL DEFAULT '',
  -- All that is read counts as observed before that: newer is what the feed itself says.
  ADD COLUMN archive_begin_time timestamptz,
  ADD COLUMN archive_end_time   timestamptz;

-- What identifies its entries, as far as that was seen.
ALTER TABLE feed
  ADD COLUMN detected_identity_rule smallint NOT NULL DEFAULT 0,
  ADD COLUMN identity_evidence      text NOT NULL DEFAULT '',
  ADD COLUMN session_parameters     text[] NOT NULL DEFAULT '{}';

-- The entries of its last document, by digests, and what was seen of their identity.
CREATE TABLE feed_memory (
  feed_id uuid PRIMARY KEY REFERENCES feed ON DELETE CASCADE,
  -- An ingest.FeedMemory (feeds/memory.proto).
  memory  bytea COMPRESSION lz4 NOT NULL
);

-- Elements with text that nothing was made of, in its last document.
ALTER TABLE feed
  ADD COLUMN overlooked         bigint NOT NULL DEFAULT 0,
  ADD COLUMN overlooked_example text NOT NULL DEFAULT '';

-- When its server said that it is gone for good.
ALTER TABLE feed ADD COLUMN retire_time timestamptz;

-- What a caller asked for and what was taken for it was one value. Nobody can have meant
-- that nothing is to be found out.
UPDATE feed SET identity_rule = 0 WHERE identity_rule = 1;
