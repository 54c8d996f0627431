#include "query/cursor_gate.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/barrier.h"
#include "common/status.h"

namespace broadsheet::query {
namespace {

// How often it is seen to whether the callers are still there.
constexpr absl::Duration kLookAround = absl::Seconds(1);

// Leaves time to say that the deadline has come.
absl::Time LastMoment(const Call& call) {
  return call.deadline - std::min((call.deadline - call.start) * 0.1, absl::Milliseconds(100));
}

}  // namespace

CursorGate::CursorGate(std::string projection)
    : projection_(std::move(projection)),
      thread_(StartThread(absl::StrCat("gate of the ", projection_), [this] { Run(); })) {}

CursorGate::~CursorGate() {
  Close();
  thread_.join();
}

void CursorGate::Publish(const article::v1::Cursor& cursor) {
  const article::v1::Cursor before = current();
  // Where there is nothing, nobody knows what was there before.
  const bool moves = cursor.position() == 0 || before.position() != cursor.position() ||
                     before.commit_id() != cursor.commit_id();
  if (moves && told_) told_(cursor);
  std::vector<Waiter> done;
  {
    absl::MutexLock lock(&mutex_);
    current_ = cursor;
    NoteLag();
    done = TakeDone();
  }
  for (const Waiter& waiter : done) waiter.done();
}

void CursorGate::PublishHead(const article::v1::Cursor& head) {
  absl::MutexLock lock(&mutex_);
  head_ = head;
  NoteLag();
}

void CursorGate::NoteLag() {
  if (head_.position() <= current_.position()) {
    behind_since_ = absl::InfiniteFuture();
  } else if (behind_since_ == absl::InfiniteFuture()) {
    behind_since_ = absl::Now();
  }
}

CursorGate::Progress CursorGate::progress() const {
  absl::MutexLock lock(&mutex_);
  return {current_, head_, std::max(absl::Now() - behind_since_, absl::ZeroDuration())};
}

article::v1::Cursor CursorGate::current() const {
  absl::MutexLock lock(&mutex_);
  return current_;
}

void CursorGate::Close() {
  absl::MutexLock lock(&mutex_);
  closed_ = true;
}

bool CursorGate::Reached(const article::v1::Cursor& wanted) const {
  return current_.epoch() >= wanted.epoch() && current_.position() >= wanted.position();
}

absl::Status CursorGate::Check(const article::v1::Cursor& wanted) const {
  absl::MutexLock lock(&mutex_);
  if (!Reached(wanted)) {
    return WithReason(absl::UnavailableError(absl::StrCat("the ", projection_, " is at position ",
                                                          current_.position(), ", not yet at ",
                                                          wanted.position(), " of read_after")),
                      "PROJECTION_BEHIND",
                      {{"projection", projection_},
                       {"position", absl::StrCat(current_.position())},
                       {"wanted_position", absl::StrCat(wanted.position())}});
  }
  if (current_.position() == wanted.position() && current_.commit_id() != wanted.commit_id()) {
    return WithReason(absl::OutOfRangeError(absl::StrCat("read_after: position ", wanted.position(),
                                                         " of the log is another change")),
                      "LOG_DIVERGED", {{"projection", projection_}});
  }
  return absl::OkStatus();
}

bool CursorGate::IsTooLateFor(const Call& call) const {
  absl::MutexLock lock(&mutex_);
  return closed_ || call.over() || absl::Now() >= LastMoment(call);
}

void CursorGate::Wait(const article::v1::Cursor& wanted, const Call& call,
                      std::function<void()> done) {
  {
    absl::MutexLock lock(&mutex_);
    if (!closed_ && !Reached(wanted)) {
      const absl::Time last_moment = LastMoment(call);
      next_look_ = std::min({next_look_, last_moment, absl::Now() + kLookAround});
      waiters_.push_back({wanted, last_moment, call.is_over, std::move(done)});
      return;
    }
  }
  done();
}

std::vector<CursorGate::Waiter> CursorGate::TakeDone() {
  const absl::Time now = absl::Now();
  const auto waits = [&](const Waiter& waiter) ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
    return !closed_ && now < waiter.last_moment && !Reached(waiter.wanted) &&
           !(waiter.is_over && waiter.is_over());
  };
  const auto first_done = std::partition(waiters_.begin(), waiters_.end(), waits);
  std::vector<Waiter> done(std::make_move_iterator(first_done),
                           std::make_move_iterator(waiters_.end()));
  waiters_.erase(first_done, waiters_.end());
  next_look_ = waiters_.empty() ? absl::InfiniteFuture() : now + kLookAround;
  for (const Waiter& waiter : waiters_) next_look_ = std::min(next_look_, waiter.last_moment);
  return done;
}

void CursorGate::Run() {
  while (true) {
    std::vector<Waiter> done;
    bool closed = false;
    {
      absl::MutexLock lock(&mutex_);
      const absl::Time look = next_look_;
      const auto is_due = [&]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
        return closed_ || next_look_ < look;
      };
      // A look that has become due earlier is waited for anew.
      if (mutex_.AwaitWithDeadline(absl::Condition(&is_due), look) && !closed_) continue;
      closed = closed_;
      done = TakeDone();
    }
    for (const Waiter& waiter : done) waiter.done();
    if (closed) return;
  }
}

}  // namespace broadsheet::query
