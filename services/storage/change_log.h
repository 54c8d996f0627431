// Reads the change log.
#pragma once

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/postgres/pool.h"
#include "storage/head.h"
#include "storage/messages.h"

namespace broadsheet::storage {

// Of one page, at most.
inline constexpr int kMaxChangesPage = 1000;

// Thread-safe. Errors are those of postgres::Pool besides those named.
class ChangeLog {
 public:
  ChangeLog(postgres::Pool& pool, Head& head) : pool_(pool), head_(head) {}

  // A page. INVALID_ARGUMENT for a size or cursor that makes no sense;
  // OUT_OF_RANGE with reason LOG_DIVERGED where the log does not hold `after`.
  absl::StatusOr<v1::ListChangesResponse> List(absl::Time deadline,
                                               const v1::ListChangesRequest& request);

  // Where the log ends.
  absl::StatusOr<v1::GetStatusResponse> GetStatus(absl::Time deadline);

  // Looks for what other processes have committed, so that watches here learn
  // of it.
  absl::Status LookForChanges(absl::Time deadline);

 private:
  postgres::Pool& pool_;
  Head& head_;
};

}  // namespace broadsheet::storage
