// When a feed is polled next.
#pragma once

#include "absl/time/time.h"

namespace broadsheet::ingest {

inline constexpr absl::Duration kShortestInterval = absl::Minutes(5);
inline constexpr absl::Duration kLongestInterval = absl::Hours(24);
inline constexpr absl::Duration kFirstInterval = absl::Minutes(30);

// The interval to adapt to after a poll that worked: half of `interval` where
// it found something new, else half as long again; from 5 minutes to 1 day.
absl::Duration AdaptedInterval(absl::Duration interval, bool found_news);

// How long to wait after the `failures`th failed poll in a row (1, 2, …): twice
// as long each time, from 5 minutes (or `interval`, if that is shorter) to 1
// day; at least as long as the server asked, which counts up to 7 days.
absl::Duration Backoff(absl::Duration interval, int failures, absl::Duration retry_after);

}  // namespace broadsheet::ingest
