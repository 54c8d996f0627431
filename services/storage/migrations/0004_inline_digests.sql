-- oldest_binary: 2
--
-- A row of revision is longer than PostgreSQL likes. Before it compresses the snapshot
-- it moves out whatever else may be moved and has more than 24 bytes: each digest went
-- to the TOAST table, with a row and an index entry of its own.
ALTER TABLE revision
  ALTER COLUMN content_digest SET STORAGE MAIN,
  ALTER COLUMN content_salt SET STORAGE MAIN,
  ALTER COLUMN actor SET STORAGE MAIN,
  ALTER COLUMN reason SET STORAGE MAIN;
