#include "query/cursor_gate.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/status.h"

namespace broadsheet::query {
namespace {

// How often a waiter looks whether its caller is still there.
constexpr absl::Duration kLookAround = absl::Seconds(1);

// Leaves time to say that the deadline has come.
absl::Time LastMoment(const Call& call) {
  return call.deadline - std::min(call.time_left() * 0.1, absl::Milliseconds(100));
}

}  // namespace

void CursorGate::Publish(const article::v1::Cursor& cursor) {
  absl::MutexLock lock(&mutex_);
  current_ = cursor;
  NoteLag();
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

absl::Status CursorGate::Await(const article::v1::Cursor& wanted, const Call& call) const {
  const absl::Time last_moment = LastMoment(call);
  absl::MutexLock lock(&mutex_);
  const auto done = [&]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return closed_ || Reached(wanted); };
  while (!mutex_.AwaitWithDeadline(absl::Condition(&done),
                                   std::min(last_moment, absl::Now() + kLookAround))) {
    if (absl::Now() >= last_moment || call.over()) break;
  }
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

}  // namespace broadsheet::query
