// How far a projection is, for those who wait for it.
#pragma once

#include <algorithm>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "broadsheet/article/v1/cursor.pb.h"
#include "common/rpc/call.h"

namespace broadsheet::query {

// Where a projection's projector says what readers can see, and where readers
// wait for what they want to see. Thread-safe.
class CursorGate {
 public:
  // `projection` is for error texts.
  explicit CursorGate(std::string projection) : projection_(std::move(projection)) {}

  struct Progress {
    // Readers see everything up to this.
    article::v1::Cursor seen;
    // The end of the log as it was read last.
    article::v1::Cursor head;
    // For how long that has been further than what readers see; zero while it is not.
    absl::Duration lag;

    int64_t changes_behind() const {
      return std::max<int64_t>(head.position() - seen.position(), 0);
    }
  };

  // Readers see everything up to `cursor` from now on.
  void Publish(const article::v1::Cursor& cursor);

  // The log ends there.
  void PublishHead(const article::v1::Cursor& head);

  article::v1::Cursor current() const;
  Progress progress() const;

  // Waits until readers see everything up to `wanted`. UNAVAILABLE with reason
  // PROJECTION_BEHIND shortly before the call's deadline, or when it is closed;
  // OUT_OF_RANGE with reason LOG_DIVERGED where the projection holds another
  // change in that place.
  absl::Status Await(const article::v1::Cursor& wanted, const Call& call) const;

  // Ends all waiting.
  void Close();

 private:
  void NoteLag() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  bool Reached(const article::v1::Cursor& wanted) const ABSL_SHARED_LOCKS_REQUIRED(mutex_);

  const std::string projection_;
  mutable absl::Mutex mutex_;
  article::v1::Cursor current_ ABSL_GUARDED_BY(mutex_);
  article::v1::Cursor head_ ABSL_GUARDED_BY(mutex_);
  // Since when readers have not seen all of the log.
  absl::Time behind_since_ ABSL_GUARDED_BY(mutex_) = absl::InfiniteFuture();
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace broadsheet::query
