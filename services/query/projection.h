// A read model that follows storage's log.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "broadsheet/article/v1/cursor.pb.h"
#include "broadsheet/storage/v1/change.pb.h"

namespace broadsheet::query {

// What of a log a projector applies at once.
struct Batch {
  // In order. May be empty, where only the cursor moves or the head was reached.
  absl::Span<const storage::v1::Change* const> changes;
  // Where the changes follow, and where they end.
  article::v1::Cursor from;
  article::v1::Cursor to;
  // Nothing was behind `to` when the changes were read.
  bool at_head = false;
  // Where the log ended then.
  int64_t head = 0;
};

// Implemented by the archive (PostgreSQL) and the search index (Xapian). Called
// by one thread, its projector's.
class Projection {
 public:
  virtual ~Projection() = default;

  // "archive", "search index": for logs and errors.
  virtual std::string name() const = 0;

  // The cursor of what readers see, as it is kept with it. Batches that were
  // applied and not committed are forgotten: the next one must follow this.
  virtual absl::StatusOr<article::v1::Cursor> Restart() = 0;

  // Applies a batch and says how far readers see now: a projection may commit
  // several batches together, though not keep one at the head waiting. ABORTED
  // with reason APPLIED_ELSEWHERE where another process applies; after any error
  // Restart() comes next.
  virtual absl::StatusOr<article::v1::Cursor> Apply(const Batch& batch) = 0;

  // Empties it, to be built from the first change.
  virtual absl::Status Reset() = 0;
};

}  // namespace broadsheet::query
