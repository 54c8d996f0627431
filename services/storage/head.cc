#include "storage/head.h"

#include <algorithm>

namespace broadsheet::storage {

Cursor HeadCursor(const postgres::Rows& rows) {
  Cursor head;
  head.set_epoch(rows.Int(0, 0));
  if (rows.IsNull(0, 1)) return head;
  head.set_position(rows.Int(0, 1));
  head.set_commit_id(rows.UuidBytes(0, 2));
  return head;
}

void Head::Advance(int64_t position) {
  absl::MutexLock lock(&mutex_);
  position_ = std::max(position_, position);
}

void Head::Set(int64_t position) {
  absl::MutexLock lock(&mutex_);
  position_ = position;
}

int64_t Head::position() const {
  absl::MutexLock lock(&mutex_);
  return position_;
}

bool Head::AwaitBeyond(int64_t position, absl::Duration timeout) {
  absl::MutexLock lock(&mutex_);
  const auto is_beyond = [this, position]()
                             ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return position_ > position; };
  return mutex_.AwaitWithTimeout(absl::Condition(&is_beyond), timeout);
}

}  // namespace broadsheet::storage
