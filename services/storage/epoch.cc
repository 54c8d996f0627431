#include "storage/epoch.h"

#include "common/status.h"
#include "storage/sql.h"

namespace broadsheet::storage {

using postgres::Rows;

namespace {

bool IsCurrent(const Rows& newest) { return !newest.empty() && newest.Bool(0, 1); }

}  // namespace

absl::StatusOr<int64_t> StartEpoch(postgres::Transaction& tx) {
  ASSIGN_OR_RETURN(const Rows rows, tx.Run(sql::kInsertEpoch));
  return rows.Int(0, 0);
}

absl::StatusOr<int64_t> StartEpoch(postgres::Pool& pool, absl::Time deadline) {
  int64_t epoch = 0;
  RETURN_IF_ERROR(pool.Transact(deadline, [&](postgres::Transaction& tx) -> absl::Status {
    tx.Defer(sql::kLockLog);
    ASSIGN_OR_RETURN(epoch, StartEpoch(tx));
    return absl::OkStatus();
  }));
  return epoch;
}

absl::Status NoticeEpoch(postgres::Pool& pool, absl::Time deadline) {
  ASSIGN_OR_RETURN(const Rows seen, pool.Query(deadline, sql::kGetEpoch));
  if (IsCurrent(seen)) return absl::OkStatus();
  return pool.Transact(deadline, [](postgres::Transaction& tx) -> absl::Status {
    tx.Defer(sql::kLockLog);
    ASSIGN_OR_RETURN(const Rows newest, tx.Run(sql::kGetEpoch));
    return IsCurrent(newest) ? absl::OkStatus() : StartEpoch(tx).status();
  });
}

}  // namespace broadsheet::storage
