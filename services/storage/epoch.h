// The incarnation of the log.
//
// PostgreSQL's system identifier and timeline name an epoch; where they differ
// from the last one's, as after a restore or a failover, a new one starts: with
// the first commit there at the latest, so that no two commits of one epoch share
// a position.
#pragma once

#include <cstdint>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/postgres/pool.h"

namespace broadsheet::storage {

// Starts the next epoch, whatever the last one was, and answers its number.
// Under the log lock.
absl::StatusOr<int64_t> StartEpoch(postgres::Transaction& tx);

// The same in a transaction of its own. For a restore that PostgreSQL knows
// nothing of: a copy of its files that was put back.
absl::StatusOr<int64_t> StartEpoch(postgres::Pool& pool, absl::Time deadline);

// Starts the next epoch if this PostgreSQL is not that of the last one, so that
// readers learn of it before something is written.
absl::Status NoticeEpoch(postgres::Pool& pool, absl::Time deadline);

}  // namespace broadsheet::storage
