#include "storage/head.h"

#include <utility>

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
  {
    absl::MutexLock lock(&mutex_);
    if (position <= position_) return;
    position_ = position;
  }
  Tell();
}

void Head::Set(int64_t position) {
  {
    absl::MutexLock lock(&mutex_);
    if (position == position_) return;
    position_ = position;
  }
  Tell();
}

void Head::OnMove(std::function<void()> told) {
  absl::MutexLock lock(&telling_);
  told_ = std::move(told);
}

void Head::Tell() {
  absl::MutexLock lock(&telling_);
  if (told_) told_();
}

int64_t Head::position() const {
  absl::MutexLock lock(&mutex_);
  return position_;
}

}  // namespace broadsheet::storage
