#include "ingest/feeds/poll_plan.h"

#include <algorithm>

#include "ingest/feeds/feed_schedule.h"
#include "ingest/text/proto_time.h"

namespace broadsheet::ingest {

bool FoundNews(const v1::IngestCounts& counts) { return counts.created() + counts.revised() > 0; }

namespace {

bool IsActive(const v1::Feed::Hub& hub, absl::Time now) {
  const bool agreed =
      hub.state() == v1::Feed::Hub::STATE_ACTIVE || hub.state() == v1::Feed::Hub::STATE_SILENT;
  return agreed && FromProto(hub.lease_end_time()) > now;
}

bool IsReliable(const PolledFeed& polled, const PollEnd& end) {
  const v1::Feed::Hub& hub = polled.feed.hub();
  if (polled.feed.ignore_hub() || !IsActive(hub, end.poll_time)) return false;
  if (end.hub == HubVerdict::kNone) return hub.state() == v1::Feed::Hub::STATE_ACTIVE;
  return end.hub == HubVerdict::kTrusted;
}

}  // namespace

HubVerdict JudgeHub(const PolledFeed& polled, const PollEnd& end, bool found_news, bool was_told) {
  const v1::Feed& feed = polled.feed;
  const v1::Feed::Hub& hub = feed.hub();
  if (!end.status.ok() || !IsActive(hub, end.poll_time)) return HubVerdict::kNone;
  if (found_news) {
    const bool is_its_fault = !was_told && feed.has_last_success_time() &&
                              FromProto(hub.verify_time()) <= FromProto(feed.last_success_time());
    return is_its_fault ? HubVerdict::kMissed : HubVerdict::kNone;
  }
  const bool tells_again =
      hub.has_miss_time() && FromProto(hub.last_notification_time()) > FromProto(hub.miss_time());
  return tells_again ? HubVerdict::kTrusted : HubVerdict::kNone;
}

void PlanNextPoll(bool found_news, absl::Duration retry_after, absl::Duration hub_interval,
                  PolledFeed* polled, PollEnd* end) {
  v1::Feed& feed = polled->feed;
  const bool fixed = feed.has_poll_interval();
  const absl::Duration wanted = absl::Seconds(feed.poll_interval().seconds());
  if (absl::IsCancelled(end->status)) {
    end->next_poll_time = end->poll_time;
    return;
  }
  if (!end->status.ok()) {
    feed.set_consecutive_failures(feed.consecutive_failures() + 1);
    // Only what finds it brings it back.
    end->retired = end->retired || feed.has_retire_time();
    end->next_poll_time = end->poll_time + Backoff(fixed ? wanted : polled->interval,
                                                   feed.consecutive_failures(), retry_after);
    return;
  }
  feed.set_consecutive_failures(0);
  if (!fixed && hub_interval > absl::ZeroDuration() && IsReliable(*polled, *end)) {
    // How often it changes is not seen by polls.
    const absl::Duration lease = FromProto(feed.hub().lease_end_time()) - end->poll_time;
    end->next_poll_time =
        end->poll_time + std::max(polled->interval, std::min(hub_interval, lease));
    return;
  }
  if (!fixed) polled->interval = AdaptedInterval(polled->interval, found_news);
  end->next_poll_time = end->poll_time + (fixed ? wanted : polled->interval);
}

}  // namespace broadsheet::ingest
