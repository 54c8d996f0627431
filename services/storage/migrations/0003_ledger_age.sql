-- oldest_binary: 2
--
-- Requests are forgotten by age. They come in the order of their times, more or
-- less: ranges of blocks tell which to look at, and cost the writers next to
-- nothing.
CREATE INDEX request_ledger_age ON request_ledger
  USING brin (create_time) WITH (autosummarize = on);
