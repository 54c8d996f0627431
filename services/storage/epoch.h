// The incarnation of the log.
#pragma once

#include <atomic>
#include <cstdint>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/postgres/pool.h"

namespace broadsheet::storage {

// PostgreSQL's system identifier and timeline name an epoch; where they differ
// from the last one's, as after a restore or a failover, a new one starts.
// Thread-safe.
class Epoch {
 public:
  explicit Epoch(postgres::Pool& pool) : pool_(pool) {}

  // The epoch as of the last look; looks where there was none yet.
  absl::StatusOr<int64_t> Get(absl::Time deadline);

  // Looks again.
  absl::Status Refresh(absl::Time deadline);

 private:
  postgres::Pool& pool_;
  std::atomic<int64_t> epoch_ = 0;
};

}  // namespace broadsheet::storage
