// Where the log ends, and who waits for it to grow.
#pragma once

#include <cstdint>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "common/postgres/rows.h"
#include "storage/messages.h"

namespace broadsheet::storage {

// The cursor of the newest change, from what get_head answers; without a position
// where there is none.
Cursor HeadCursor(const postgres::Rows& rows);

// The position that this process last saw committed. Thread-safe.
class Head {
 public:
  // A position was committed; those below the highest change nothing.
  void Advance(int64_t position);

  // The log was read and ends here: lower than before, after a restore.
  void Set(int64_t position);

  int64_t position() const;

  // Waits until the head is beyond `position`, at most `timeout`. Whether it is.
  bool AwaitBeyond(int64_t position, absl::Duration timeout);

 private:
  mutable absl::Mutex mutex_;
  int64_t position_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace broadsheet::storage
