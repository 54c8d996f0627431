#include "storage/change_watch.h"

#include <algorithm>
#include <optional>

#include "absl/time/clock.h"
#include "common/status.h"

namespace broadsheet::storage {
namespace {

constexpr absl::Duration kHeartbeat = absl::Seconds(1);
// For one read, where the call has no deadline.
constexpr absl::Duration kReadTimeout = absl::Seconds(30);

class ChangeWatch final : public Watch<v1::WatchChangesResponse> {
 public:
  ChangeWatch(ChangeLog& log, const Head& head, const v1::WatchChangesRequest& request)
      : log_(log), head_(head) {
    *next_.mutable_after() = request.after();
    next_.set_page_size(kMaxChangesPage);
  }

  absl::StatusOr<std::optional<v1::WatchChangesResponse>> Next(const Call& call) override {
    while (absl::Now() >= heartbeat_ || head_.position() > next_.after().position()) {
      // Heartbeats read too: a log that was restored is noticed without a change.
      ASSIGN_OR_RETURN(v1::ListChangesResponse page,
                       log_.List(std::min(call.deadline, absl::Now() + kReadTimeout), next_));
      const bool is_behind = page.head().position() > next_.after().position();
      // Where there are none, something was committed between the page and its head.
      if (is_behind && page.changes().empty()) continue;
      if (!is_behind && absl::Now() < heartbeat_) return std::nullopt;
      if (is_behind) *next_.mutable_after() = page.changes().rbegin()->cursor();
      heartbeat_ = absl::Now() + kHeartbeat;
      v1::WatchChangesResponse response;
      response.mutable_changes()->Swap(page.mutable_changes());
      response.mutable_head()->Swap(page.mutable_head());
      return response;
    }
    return std::nullopt;
  }

 private:
  ChangeLog& log_;
  const Head& head_;
  v1::ListChangesRequest next_;
  absl::Time heartbeat_ = absl::InfinitePast();
};

}  // namespace

std::unique_ptr<Watch<v1::WatchChangesResponse>> NewChangeWatch(
    ChangeLog& log, const Head& head, const v1::WatchChangesRequest& request) {
  return std::make_unique<ChangeWatch>(log, head, request);
}

}  // namespace broadsheet::storage
