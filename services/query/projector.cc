#include "query/projector.h"

#include <google/protobuf/util/message_differencer.h>

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/barrier.h"
#include "common/log.h"
#include "common/status.h"

namespace broadsheet::query {
namespace {

bool SameCursor(const article::v1::Cursor& a, const article::v1::Cursor& b) {
  return google::protobuf::util::MessageDifferencer::Equals(a, b);
}

// The page as a batch. A page without changes moves the cursor to a head that
// says the same in a new epoch.
Batch ToBatch(const article::v1::Cursor& from, const storage::v1::ListChangesResponse& page,
              const std::vector<const storage::v1::Change*>& changes) {
  Batch batch{changes, from, from, false, page.head().position()};
  if (!changes.empty()) {
    batch.to = changes.back()->cursor();
  } else if (page.head().position() == from.position()) {
    batch.to = page.head();
  }
  batch.at_head = batch.to.position() >= page.head().position();
  return batch;
}

}  // namespace

void Projector::Start() {
  thread_ = StartThread(absl::StrCat("projector of the ", projection_.name()), [this] { Run(); });
}

void Projector::Stop() {
  if (!thread_.joinable()) return;
  stopping_.Notify();
  log_.Stop();
  thread_.join();
}

bool Projector::Pause(absl::Duration duration) {
  return !stopping_.WaitForNotificationWithTimeout(duration);
}

void Projector::Run() {
  absl::Duration pause = options_.poll_interval;
  while (!stopping_.HasBeenNotified()) {
    bool progressed = false;
    absl::Status status = Follow(progressed);
    if (status.ok() || stopping_.HasBeenNotified()) continue;
    if (progressed) pause = options_.poll_interval;
    if (Reason(status) == "APPLIED_ELSEWHERE") status = WatchOther();
    if (status.ok()) continue;
    Log(Severity::kWarning, "projection interrupted",
        {{"projection", projection_.name()}, {"error", status.message()}});
    if (absl::IsOutOfRange(status) && Reason(status) == "LOG_DIVERGED") {
      Log(Severity::kWarning, "building the projection anew", {{"projection", projection_.name()}});
      gate_.Publish({});
      status = projection_.Reset();
      // What was read until then was of the old one.
      gate_.Publish({});
      if (status.ok()) continue;
    }
    Pause(pause);
    pause = std::min(pause * 2, options_.max_pause);
  }
}

absl::Status Projector::Follow(bool& progressed) {
  ASSIGN_OR_RETURN(article::v1::Cursor cursor, projection_.Restart());
  gate_.Publish(cursor);
  bool was_at_head = false;
  while (!stopping_.HasBeenNotified()) {
    ASSIGN_OR_RETURN(const storage::v1::ListChangesResponse page, log_.Next(cursor));
    std::vector<const storage::v1::Change*> changes;
    for (const storage::v1::Change& change : page.changes()) changes.push_back(&change);
    const Batch batch = ToBatch(cursor, page, changes);
    gate_.PublishHead(page.head());
    if (!SameCursor(batch.from, batch.to) || batch.at_head != was_at_head) {
      ASSIGN_OR_RETURN(const article::v1::Cursor seen, projection_.Apply(batch));
      gate_.Publish(seen);
      cursor = batch.to;
    }
    was_at_head = batch.at_head;
    progressed = true;
  }
  return absl::OkStatus();
}

absl::Status Projector::WatchOther() {
  ASSIGN_OR_RETURN(article::v1::Cursor seen, projection_.Restart());
  absl::Time last_move = absl::Now();
  while (absl::Now() - last_move < options_.takeover && Pause(options_.poll_interval)) {
    ASSIGN_OR_RETURN(const article::v1::Cursor cursor, projection_.Restart());
    gate_.Publish(cursor);
    if (!SameCursor(cursor, seen)) last_move = absl::Now();
    seen = cursor;
  }
  return absl::OkStatus();
}

}  // namespace broadsheet::query
