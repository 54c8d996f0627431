// How far a projection is, for those who wait for it.
#pragma once

#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "broadsheet/article/v1/cursor.pb.h"
#include "common/rpc/call.h"

namespace broadsheet::query {

// Where a projection's projector says what readers can see, and where readers
// wait for what they want to see. Thread-safe.
class CursorGate {
 public:
  // `projection` is for error texts.
  explicit CursorGate(std::string projection) : projection_(std::move(projection)) {}

  // Readers see everything up to `cursor` from now on.
  void Publish(const article::v1::Cursor& cursor);

  article::v1::Cursor current() const;

  // Waits until readers see everything up to `wanted`. UNAVAILABLE with reason
  // PROJECTION_BEHIND shortly before the call's deadline, or when it is closed;
  // OUT_OF_RANGE with reason LOG_DIVERGED where the projection holds another
  // change in that place.
  absl::Status Await(const article::v1::Cursor& wanted, const Call& call) const;

  // Ends all waiting.
  void Close();

 private:
  bool Reached(const article::v1::Cursor& wanted) const ABSL_SHARED_LOCKS_REQUIRED(mutex_);

  const std::string projection_;
  mutable absl::Mutex mutex_;
  article::v1::Cursor current_ ABSL_GUARDED_BY(mutex_);
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace broadsheet::query
