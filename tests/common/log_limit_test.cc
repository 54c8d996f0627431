#include "common/log_limit.h"

#include <gtest/gtest.h>

#include <optional>

namespace broadsheet {
namespace {

TEST(LogLimitTest, SaysHowManyOfAKindWereLeftOut) {
  LogLimit limit(2);
  const absl::Time now = absl::FromUnixSeconds(1000);
  EXPECT_EQ(limit.Take("a", now), 0);
  EXPECT_EQ(limit.Take("a", now), 0);
  EXPECT_EQ(limit.Take("a", now + absl::Milliseconds(500)), std::nullopt);
  EXPECT_EQ(limit.Take("a", now + absl::Milliseconds(999)), std::nullopt);
  EXPECT_EQ(limit.Take("b", now), 0);
  EXPECT_EQ(limit.Take("a", now + absl::Seconds(1)), 2);
  EXPECT_EQ(limit.Take("a", now + absl::Seconds(1)), 0);
}

}  // namespace
}  // namespace broadsheet
