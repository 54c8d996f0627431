// What Prometheus sees of the write path.
#pragma once

#include <cstddef>
#include <cstdint>

#include "absl/time/time.h"
#include "common/metrics.h"

namespace prometheus {
class Gauge;
class Histogram;
}  // namespace prometheus

namespace broadsheet::storage {

// Thread-safe.
class WriteMetrics {
 public:
  explicit WriteMetrics(Metrics& metrics);

  // A group of so many batches was written, or refused.
  void GroupDone(size_t batches, absl::Duration took);

  // So many batches wait to be written.
  void SetWaiting(size_t batches);

  // The log ends at this position.
  void SetHead(int64_t position);

 private:
  prometheus::Histogram& group_batches_;
  prometheus::Histogram& group_seconds_;
  prometheus::Gauge& waiting_;
  prometheus::Gauge& head_;
};

}  // namespace broadsheet::storage
