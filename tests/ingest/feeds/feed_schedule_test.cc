#include "ingest/feeds/feed_schedule.h"

#include <gtest/gtest.h>

namespace broadsheet::ingest {
namespace {

TEST(FeedScheduleTest, BusyFeedIsPolledMoreOftenDownToFiveMinutes) {
  EXPECT_EQ(AdaptedInterval(absl::Minutes(30), true), absl::Minutes(15));
  EXPECT_EQ(AdaptedInterval(absl::Minutes(6), true), absl::Minutes(5));
}

TEST(FeedScheduleTest, QuietFeedIsPolledLessOftenUpToADay) {
  EXPECT_EQ(AdaptedInterval(absl::Minutes(30), false), absl::Minutes(45));
  EXPECT_EQ(AdaptedInterval(absl::Hours(20), false), absl::Hours(24));
}

TEST(FeedScheduleTest, BackoffDoublesUpToADay) {
  const absl::Duration none = absl::ZeroDuration();
  EXPECT_EQ(Backoff(absl::Hours(1), 1, none), absl::Minutes(5));
  EXPECT_EQ(Backoff(absl::Hours(1), 2, none), absl::Minutes(10));
  EXPECT_EQ(Backoff(absl::Hours(1), 4, none), absl::Minutes(40));
  EXPECT_EQ(Backoff(absl::Hours(1), 1000, none), absl::Hours(24));
  EXPECT_EQ(Backoff(absl::Minutes(1), 1, none), absl::Minutes(1));
}

TEST(FeedScheduleTest, ServerMayAskForMorePatienceButNotForEver) {
  EXPECT_EQ(Backoff(absl::Hours(1), 1, absl::Hours(3)), absl::Hours(3));
  EXPECT_EQ(Backoff(absl::Hours(1), 3, absl::Seconds(1)), absl::Minutes(20));
  EXPECT_EQ(Backoff(absl::Hours(1), 1, absl::Hours(100000)), absl::Hours(24 * 7));
}

}  // namespace
}  // namespace broadsheet::ingest
