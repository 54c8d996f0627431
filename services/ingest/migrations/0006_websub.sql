-- oldest_binary: 1
-- What a feed said of its hub (WebSub) when it was read last.
ALTER TABLE feed
  ADD COLUMN hub_uri    text NOT NULL DEFAULT '',
  ADD COLUMN topic_uri  text NOT NULL DEFAULT '',
  -- A caller's wish: that is not used.
  ADD COLUMN ignore_hub boolean NOT NULL DEFAULT false;
CREATE INDEX feed_with_hub ON feed (id) WHERE hub_uri <> '';

-- What its hub delivers is taken in the feed's turn, under its lease, as a poll is.
ALTER TABLE feed
  -- How many notifications came: one that comes during a turn is seen at its end.
  ADD COLUMN notification_count bigint NOT NULL DEFAULT 0,
  -- When it is polled next, while a notification makes it due before that.
  ADD COLUMN planned_poll_time  timestamptz;

-- What ingest has asked of hubs. Outlives its feed until the hub knows that that is gone.
CREATE TABLE subscription (
  id                     uuid PRIMARY KEY,
  feed_id                uuid NOT NULL,
  hub_uri                text NOT NULL,
  topic_uri              text NOT NULL,
  -- Where the hub finds us, and the end of that, which nobody can guess.
  callback_uri           text NOT NULL,
  token                  text NOT NULL UNIQUE,
  -- The hub signs by it what it delivers.
  secret                 text NOT NULL,
  -- 1 requested, 2 active, 3 denied, as Feed.Hub.State; 4 to be ended.
  state                  smallint NOT NULL,
  -- When the hub was asked last, is asked next, and how often it was since it last agreed.
  ask_time               timestamptz,
  next_ask_time          timestamptz NOT NULL,
  asks                   integer NOT NULL DEFAULT 0,
  -- Since when it is active, and until when.
  verify_time            timestamptz,
  lease_end_time         timestamptz,
  last_notification_time timestamptz,
  -- When a poll found what the hub had not delivered; NULL if it delivers again.
  miss_time              timestamptz,
  -- What is wrong, in words.
  note                   text NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX subscription_of_feed ON subscription (feed_id) WHERE state <> 4;
CREATE INDEX subscription_due ON subscription (next_ask_time);

-- What hubs have delivered, and nobody has taken in yet.
CREATE TABLE notification (
  -- In the order in which a feed's notifications came.
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  feed_id      uuid NOT NULL REFERENCES feed ON DELETE CASCADE,
  receive_time timestamptz NOT NULL,
  content_type text NOT NULL,
  -- NULL: more came than is kept, the feed is to be fetched.
  body         bytea COMPRESSION lz4
);
CREATE INDEX notification_by_feed ON notification (feed_id, id);
