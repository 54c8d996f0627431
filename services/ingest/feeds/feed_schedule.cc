#include "ingest/feeds/feed_schedule.h"

#include <algorithm>

namespace broadsheet::ingest {
namespace {

constexpr int kMaxDoublings = 20;
constexpr absl::Duration kLongestRetryAfter = absl::Hours(24 * 7);

}  // namespace

absl::Duration AdaptedInterval(absl::Duration interval, bool found_news) {
  const absl::Duration adapted = found_news ? interval / 2 : interval * 3 / 2;
  return std::clamp(adapted, kShortestInterval, kLongestInterval);
}

absl::Duration Backoff(absl::Duration interval, int failures, absl::Duration retry_after) {
  const int doublings = std::clamp(failures - 1, 0, kMaxDoublings);
  const absl::Duration wait = std::min(interval, kShortestInterval) * (int64_t{1} << doublings);
  return std::max(std::min(wait, kLongestInterval), std::min(retry_after, kLongestRetryAfter));
}

}  // namespace broadsheet::ingest
