// How much is kept of what could not be taken, and how long.
#pragma once

#include <cstdint>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "common/metrics.h"
#include "common/postgres/pool.h"

namespace prometheus {
class Counter;
}  // namespace prometheus

namespace broadsheet::ingest {

// Drops rejects that were not seen for long, and the longest unseen where their bytes
// are too many; each time a log line says how many, and a counter counts them. An origin's own go
// first where it holds more than a quarter: what a bad feed sends without end costs nobody else's.
// Thread-safe.
class QuarantineCap {
 public:
  struct Options {
    // Of raw bytes, with 1,000 for the rest of each reject.
    int64_t max_bytes = int64_t{4} << 30;
    // Since the same was last refused.
    absl::Duration max_age = absl::Hours(24 * 90);
    absl::Duration check_every = absl::Hours(1);
  };

  // Both must outlive it.
  QuarantineCap(const Options& options, postgres::Pool& pool, Metrics& metrics);
  ~QuarantineCap();

  // So many bytes more are kept now, in how many rejects they may be. Returns once there
  // are few enough again: beyond `max_bytes` are at most a sixteenth of it for each
  // instance of ingest.
  void Added(int64_t rejects, int64_t raw_bytes);

  // Drops what is too much or too old now. Errors are those of postgres::Pool.
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
