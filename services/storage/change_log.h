// Reads the change log.
#pragma once

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/postgres/pool.h"
#include "common/rpc/call.h"
#include "storage/head.h"
#include "storage/messages.h"

namespace broadsheet::storage {

// Thread-safe. Errors are those of postgres::Pool besides those named.
class ChangeLog {
 public:
  ChangeLog(postgres::Pool& pool, Head& head) : pool_(pool), head_(head) {}

  // A page. INVALID_ARGUMENT for a size or cursor that makes no sense;
  // OUT_OF_RANGE with reason LOG_DIVERGED where the log does not hold `after`.
  absl::StatusOr<v1::ListChangesResponse> List(absl::Time deadline,
                                               const v1::ListChangesRequest& request);

  // Calls `write` with every change behind `request.after`, in order, as they are
  // committed, and with the head alone each second without one. Returns when the
  // call is over, when `write` says false, or with an error as List().
  absl::Status Watch(const Call& call, const v1::WatchChangesRequest& request,
                     absl::FunctionRef<bool(const v1::WatchChangesResponse&)> write);

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
