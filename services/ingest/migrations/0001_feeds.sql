-- oldest_binary: 1
CREATE TABLE feed (
  id                   uuid PRIMARY KEY,
  -- At most 2,048 bytes, so that it fits an index.
  uri                  text NOT NULL UNIQUE CHECK (octet_length(uri) <= 2048),
  kind                 smallint NOT NULL,
  identity_rule        smallint NOT NULL,
  -- category_map: names and, at the same places, what they become.
  category_names       text[] NOT NULL,
  category_targets     text[] NOT NULL,
  default_categories   text[] NOT NULL,
  fetch_full_text      boolean NOT NULL,
  poll_interval_s      bigint,
  paused               boolean NOT NULL,
  version              bigint NOT NULL DEFAULT 1,
  title                text NOT NULL DEFAULT '',
  site_uri             text NOT NULL DEFAULT '',
  create_time          timestamptz NOT NULL,
  last_poll_time       timestamptz,
  last_success_time    timestamptz,
  next_poll_time       timestamptz NOT NULL,
  -- google.rpc.Status; NULL after a success.
  last_error           bytea,
  consecutive_failures integer NOT NULL DEFAULT 0,
  -- What the interval has adapted to.
  interval_s           bigint NOT NULL,
  -- Of the last copy that was read whole and written.
  http_etag            text NOT NULL DEFAULT '',
  http_last_modified   text NOT NULL DEFAULT '',
  -- Who polls it now; free once the time has passed.
  lease_id             uuid,
  lease_until          timestamptz NOT NULL DEFAULT '-infinity',
  CHECK (cardinality(category_names) = cardinality(category_targets))
);
CREATE INDEX feed_due ON feed (next_poll_time) WHERE NOT paused;

CREATE TABLE reject (
  id             uuid PRIMARY KEY,
  -- SHA-256 over origin, uri, entry and the bytes: the same is kept once.
  digest         bytea NOT NULL UNIQUE,
  origin         text NOT NULL,
  uri            text NOT NULL,
  entry          text NOT NULL,
  step           smallint NOT NULL,
  -- google.rpc.Status.
  reason         bytea NOT NULL,
  media_type     text NOT NULL,
  raw            bytea COMPRESSION lz4 NOT NULL,
  raw_size       bigint NOT NULL,
  -- What reading `raw` again needs to know: the article.v1.Source and the settings
  -- (ingest.v1.Feed) that it came under.
  source         bytea NOT NULL,
  settings       bytea NOT NULL,
  create_time    timestamptz NOT NULL,
  last_seen_time timestamptz NOT NULL,
  count          bigint NOT NULL DEFAULT 1
);
CREATE INDEX reject_by_origin ON reject (origin, id DESC);
