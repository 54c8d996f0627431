#include "ingest/feeds/poll_plan.h"

#include "ingest/feeds/feed_schedule.h"

namespace broadsheet::ingest {

bool FoundNews(const v1::IngestCounts& counts) { return counts.created() + counts.revised() > 0; }

void PlanNextPoll(bool found_news, absl::Duration retry_after, PolledFeed* polled, PollEnd* end) {
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
  if (!fixed) polled->interval = AdaptedInterval(polled->interval, found_news);
  end->next_poll_time = end->poll_time + (fixed ? wanted : polled->interval);
}

}  // namespace broadsheet::ingest
