// A feed as PostgreSQL has it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "broadsheet/ingest/v1/feed.pb.h"
#include "common/postgres/pool.h"
#include "common/postgres/rows.h"
#include "ingest/crawl/feed_archive.h"

namespace broadsheet::ingest {

// A feed, and what only polling needs to know of it.
struct PolledFeed {
  std::string id;
  v1::Feed feed;
  int64_t version = 0;
  std::string http_etag;
  std::string http_last_modified;
  // What it has adapted to.
  absl::Duration interval;
  // Whether entries may have been written whose pages were not fetched: the last poll that
  // came so far did not come to its end.
  bool pages_unread = false;
  // How far its older documents were read.
  ArchivePlace archive;
  // How often its hub has told something.
  int64_t notification_count = 0;
  // Whether it was to be polled when it was read, whatever its hub says.
  bool is_due = false;
};

// A row of get_feed or list_feeds. Thread-safe.
PolledFeed PolledFeedOf(const postgres::Rows& rows, int row);

// Reads one. NOT_FOUND where there is none; other errors are those of the transaction.
absl::StatusOr<PolledFeed> ReadPolledFeed(postgres::Transaction& tx, const std::string& id);

absl::Status NoSuchFeed(const std::string& id);

inline constexpr char kFeedCollection[] = "feeds/";

}  // namespace broadsheet::ingest
