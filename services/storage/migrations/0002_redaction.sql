-- oldest_binary: 2
--
-- What redaction needs: who is redacted and why, which articles a source has, and
-- no content outside of snapshots.

-- Why content was taken out; null unless the revision is of KIND_REDACTED.
ALTER TABLE revision ADD COLUMN reason text;

ALTER TABLE article
  -- Nothing but a tombstone is left of it.
  ADD COLUMN redacted boolean NOT NULL DEFAULT false,
  -- The article that it is part of now.
  ADD COLUMN merged_into uuid,
  -- Of source.site_uri: finds the articles of a source, and some others perhaps.
  -- 0 on rows from before this column, which may be of any source.
  ADD COLUMN source_hash bigint NOT NULL DEFAULT 0;

CREATE INDEX article_of_source ON article (source_hash, article_id) WHERE NOT redacted;
CREATE INDEX article_merged_into ON article (merged_into) WHERE merged_into IS NOT NULL;

-- A path tells the headline: what makes it unique is enough.
ALTER TABLE article_path RENAME COLUMN path TO path_digest;
ALTER TABLE article_path
  ALTER COLUMN path_digest TYPE bytea USING sha256(convert_to(path_digest, 'UTF8'));
