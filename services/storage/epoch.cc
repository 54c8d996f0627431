#include "storage/epoch.h"

#include "common/status.h"
#include "storage/sql.h"

namespace broadsheet::storage {

absl::StatusOr<int64_t> Epoch::Get(absl::Time deadline) {
  if (epoch_ == 0) RETURN_IF_ERROR(Refresh(deadline));
  return epoch_.load();
}

absl::Status Epoch::Refresh(absl::Time deadline) {
  int64_t epoch = 0;
  RETURN_IF_ERROR(pool_.Transact(deadline, [&](postgres::Transaction& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const postgres::Rows newest, tx.Run(sql::kGetEpoch));
    epoch = newest.empty() ? 0 : newest.Int(0, 0);
    if (!newest.empty() && newest.Bool(0, 1)) return absl::OkStatus();
    return tx.Run(sql::kInsertEpoch, postgres::Params().Int(++epoch)).status();
  }));
  epoch_ = epoch;
  return absl::OkStatus();
}

}  // namespace broadsheet::storage
