// How far a projection is, for those who wait for it.
#pragma once

#include <algorithm>
#include <functional>
#include <string>
#include <thread>
#include <vector>

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
  explicit CursorGate(std::string projection);
  // Ends all waiting.
  ~CursorGate();

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

  // Who is told where readers stand when that changes, or is the beginning, in the thread that
  // publishes it and before those who wait for it go on. Called before anything is published; must
  // not block.
  void OnMove(std::function<void(const article::v1::Cursor&)> told) { told_ = std::move(told); }

  // Readers see everything up to `cursor` from now on. By one thread at a time.
  void Publish(const article::v1::Cursor& cursor);

  // The log ends there.
  void PublishHead(const article::v1::Cursor& head);

  article::v1::Cursor current() const;
  Progress progress() const;

  // OK where readers see everything up to `wanted`. UNAVAILABLE with reason
  // PROJECTION_BEHIND where not yet; OUT_OF_RANGE with reason LOG_DIVERGED where the
  // projection holds another change in that place.
  absl::Status Check(const article::v1::Cursor& wanted) const;

  // Calls `done` once, from any thread, when readers see everything up to `wanted`, when
  // `call` is over, shortly before its deadline, or when the gate is closed. Does not
  // block; `done` must not, either.
  void Wait(const article::v1::Cursor& wanted, const Call& call, std::function<void()> done);

  // Whether waiting any longer is of no use to `call`.
  bool IsTooLateFor(const Call& call) const;

  // Ends all waiting, and lets nobody wait any more.
  void Close();

 private:
  struct Waiter {
    article::v1::Cursor wanted;
    absl::Time last_moment;
    std::function<bool()> is_over;
    std::function<void()> done;
  };

  void NoteLag() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Takes out those who need to wait no more.
  std::vector<Waiter> TakeDone() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Ends the waiting of those whose time is up.
  void Run();
  bool Reached(const article::v1::Cursor& wanted) const ABSL_SHARED_LOCKS_REQUIRED(mutex_);

  const std::string projection_;
  std::function<void(const article::v1::Cursor&)> told_;
  mutable absl::Mutex mutex_;
  article::v1::Cursor current_ ABSL_GUARDED_BY(mutex_);
  article::v1::Cursor head_ ABSL_GUARDED_BY(mutex_);
  // Since when readers have not seen all of the log.
  absl::Time behind_since_ ABSL_GUARDED_BY(mutex_) = absl::InfiniteFuture();
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<Waiter> waiters_ ABSL_GUARDED_BY(mutex_);
  // When one of them has to be looked at again.
  absl::Time next_look_ ABSL_GUARDED_BY(mutex_) = absl::InfiniteFuture();
  std::thread thread_;
};

}  // namespace broadsheet::query
