// What a poll's end means for the next one.
#pragma once

#include "absl/time/time.h"
#include "broadsheet/ingest/v1/ingest_service.pb.h"
#include "ingest/feeds/feed_leases.h"

namespace broadsheet::ingest {

// Whether an article is new or has changed. Thread-safe.
bool FoundNews(const v1::IngestCounts& counts);

// Counts a failure or a success, and plans the next poll (feed_schedule.h). A poll that was
// broken off counts as none. `retry_after` is what the server asked for. Thread-safe.
void PlanNextPoll(bool found_news, absl::Duration retry_after, PolledFeed* polled, PollEnd* end);

}  // namespace broadsheet::ingest
