// What was fetched, as it came, in PostgreSQL: by the SHA-256 of its bytes, each once.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "broadsheet/ingest/v1/feed.pb.h"
#include "common/metrics.h"
#include "common/postgres/pool.h"

namespace prometheus {
class Counter;
}  // namespace prometheus

namespace broadsheet::ingest {

// A document as it was fetched, and what it was read under.
struct Fetched {
  // kNotification: some of a feed's entries, as its hub delivered them.
  enum class Kind { kFeed = 1, kPage = 2, kArchivePage = 3, kNotification = 4 };

  std::string origin;
  std::string uri;
  std::string content_type;
  Kind kind = Kind::kFeed;
  // Of an oversized one, the beginning; `raw_size` bytes came, with this SHA-256. Else 0
  // and empty.
  std::string body;
  int64_t raw_size = 0;
  std::string sha256;
  v1::Feed settings;
  std::string entry_uri;
  std::string archive_uri;
};

// An entry of it: its keys, and the article that it is, by its id.
struct FetchedEntry {
  std::vector<std::string> keys;
  std::string article_id;
};

// One that is kept.
struct KeptFetch {
  std::string id;
  Fetched fetched;

  // Whether all that came is there.
  bool whole() const { return static_cast<int64_t>(fetched.body.size()) == fetched.raw_size; }
};

// Thread-safe. Errors are those of postgres::Pool.
class KeptFetches {
 public:
  struct Options {
    // Since the same was last fetched; zero keeps none.
    absl::Duration max_age = absl::Hours(24 * 7);
    // Compressed, with 1,000 for what stands around each; an origin gets a quarter.
    int64_t max_bytes = int64_t{4} << 30;
    absl::Duration check_every = absl::Hours(1);
  };

  // Both must outlive it.
  KeptFetches(const Options& options, postgres::Pool& pool, Metrics& metrics);
  ~KeptFetches();

  // Keeps it, and answers its id: that of the same document of the same origin and URI, where
  // there is one. Empty where none is kept.
  absl::StatusOr<std::string> Keep(absl::Time deadline, const Fetched& fetched);

  // Notes what its entries are. Where one of them is an article that was redacted wholly
  // (`suppressed` has the ids of those that storage would not take), it is not kept.
  absl::Status NoteEntries(absl::Time deadline, const std::string& id, const std::string& origin,
                           const std::vector<FetchedEntry>& entries,
                           const std::vector<std::string>& suppressed);

  // The ids of those of an origin (empty: of all), newest first, from behind `after`.
  absl::StatusOr<std::vector<std::string>> List(absl::Time deadline, const std::string& origin,
                                                const std::string& after, int64_t limit);
  // NOT_FOUND, DATA_LOSS.
  absl::StatusOr<KeptFetch> Get(absl::Time deadline, const std::string& id);

  struct Known {
    std::string article_id;
    // The document in which it was seen last.
    std::string fetch_id;
  };
  // What the entry of an origin with one of these keys is; nothing where none is known.
  absl::StatusOr<std::optional<Known>> Find(absl::Time deadline, const std::string& origin,
                                            const std::vector<std::string>& keys);

  // Drops what is too much or too old now.
  absl::Status Enforce();

 private:
  void Run();

  const Options options_;
  postgres::Pool& pool_;
  prometheus::Counter& too_many_;
  prometheus::Counter& too_old_;
  absl::Mutex mutex_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  // Since it was last enforced.
  int64_t added_bytes_ ABSL_GUARDED_BY(mutex_) = 0;
  std::thread thread_;
};

}  // namespace broadsheet::ingest
