// Where the log ends.
#pragma once

#include <cstdint>
#include <functional>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
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

  // Who is told when the head has moved, in the thread that saw it; nobody where it is null.
  // Waits for one that is being told.
  void OnMove(std::function<void()> told);

 private:
  void Tell();

  mutable absl::Mutex mutex_;
  int64_t position_ ABSL_GUARDED_BY(mutex_) = 0;
  absl::Mutex telling_;
  std::function<void()> told_ ABSL_GUARDED_BY(telling_);
};

}  // namespace broadsheet::storage
