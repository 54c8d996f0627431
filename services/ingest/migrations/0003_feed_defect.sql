-- oldest_binary: 1
-- What was wrong with the feed's bytes at its last good poll; empty where nothing was.
ALTER TABLE feed ADD COLUMN defect text NOT NULL DEFAULT '';
