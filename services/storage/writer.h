// Writes batches of observations to the record.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/clock.h"
#include "common/postgres/pool.h"
#include "storage/change_log.h"
#include "storage/messages.h"

namespace broadsheet::storage {

// Thread-safe. Several processes may write to one database.
class Writer {
 public:
  Writer(postgres::Pool& pool, ChangeLog& log, Head& head, const Clock& clock)
      : pool_(pool), log_(log), head_(head), clock_(clock) {}

  // Writes a batch in one transaction; answers after the commit, or as the first
  // time where `request_id` has taken effect before. A bad article fails alone,
  // with a status in its result. INVALID_ARGUMENT where the batch as a whole is
  // wrong, or its id was used for other content.
  //
  // UNAVAILABLE means that nothing of it was written, or that this can't be told
  // yet: send it again under the same id.
  absl::StatusOr<v1::BatchWriteArticlesResponse> Write(
      absl::Time deadline, const v1::BatchWriteArticlesRequest& request);

  // Forgets requests that took effect more than 24 hours ago.
  absl::Status PruneRequests(absl::Time deadline);

 private:
  postgres::Pool& pool_;
  ChangeLog& log_;
  Head& head_;
  const Clock& clock_;
};

}  // namespace broadsheet::storage
