// What a poll's end means for the next one.
#pragma once

#include "absl/time/time.h"
#include "broadsheet/ingest/v1/ingest_service.pb.h"
#include "ingest/feeds/feed_leases.h"

namespace broadsheet::ingest {

// Whether an article is new or has changed. Thread-safe.
bool FoundNews(const v1::IngestCounts& counts);

// What the poll says of the feed's hub, as it was before the poll. `was_told`: whether the hub
// had told of something that only the poll could take in. What came before the hub agreed, or
// was polled since, is no fault of it. Thread-safe.
HubVerdict JudgeHub(const PolledFeed& polled, const PollEnd& end, bool found_news, bool was_told);

// Counts a failure or a success, and plans the next poll (feed_schedule.h). A poll that was
// broken off counts as none. `retry_after` is what the server asked for.
// A feed whose hub can be relied on, and that has no interval of its own, is polled every
// `hub_interval`, and when the hub's lease ends; zero relies on none. Thread-safe.
void PlanNextPoll(bool found_news, absl::Duration retry_after, absl::Duration hub_interval,
                  PolledFeed* polled, PollEnd* end);

}  // namespace broadsheet::ingest
