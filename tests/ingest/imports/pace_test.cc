#include "ingest/imports/pace.h"

#include <gtest/gtest.h>

namespace broadsheet::ingest {
namespace {

const absl::Time kStart = absl::FromUnixSeconds(1'700'000'000);

TEST(PaceTest, IsThatOfTheLastMinute) {
  Pace pace(kStart);
  // Quick for two minutes, then slow for more than one.
  for (int i = 1; i <= 1200; ++i) pace.Note(kStart + absl::Milliseconds(100) * i, i * 1000, i * 10);
  EXPECT_DOUBLE_EQ(pace.bytes_per_second(), 10'000);
  for (int i = 1; i <= 70; ++i) {
    pace.Note(kStart + absl::Minutes(2) + absl::Seconds(i), 1'200'000 + i * 100, 12'000 + i);
  }
  EXPECT_DOUBLE_EQ(pace.bytes_per_second(), 100);
  EXPECT_DOUBLE_EQ(pace.items_per_second(), 1);
  EXPECT_EQ(pace.TimeFor(6'000), absl::Minutes(1));
}

TEST(PaceTest, IsUnknownBeforeAnythingIsDone) {
  Pace pace(kStart);
  EXPECT_EQ(pace.bytes_per_second(), 0);
  EXPECT_EQ(pace.TimeFor(1), std::nullopt);
  pace.Note(kStart, 100, 1);
  EXPECT_EQ(pace.TimeFor(1), std::nullopt);
  pace.Note(kStart + absl::Seconds(2), 100, 1);
  EXPECT_EQ(pace.bytes_per_second(), 50);
}

}  // namespace
}  // namespace broadsheet::ingest
