-- oldest_binary: 2
--
-- Exports read which keys articles have, in order of ids. These come in the order of
-- time, more or less, and so do the rows: ranges of blocks tell which to look at, and
-- cost the writers next to nothing. Retired and moved keys are outliers.
CREATE INDEX article_key_owner ON article_key
  USING brin (article_id uuid_minmax_multi_ops) WITH (autosummarize = on);
