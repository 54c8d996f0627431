#include "cli/times.h"

#include "support/matchers.h"

namespace broadsheet::cli {
namespace {

using ::broadsheet::testing::IsError;

const absl::Time kNow = absl::FromUnixSeconds(1'774'000'000);

std::string Written(const std::string& text) {
  const auto period = ParsePeriod(text, kNow);
  if (!period.ok()) return std::string(period.status().message());
  return Moment(ToProto(period->start)) + " to " + Moment(ToProto(period->end));
}

TEST(TimesTest, TakesYearsMonthsDaysAndMoments) {
  EXPECT_EQ(Written("2026"), "2026-01-01 00:00:00 to 2027-01-01 00:00:00");
  EXPECT_EQ(Written("2026-12"), "2026-12-01 00:00:00 to 2027-01-01 00:00:00");
  EXPECT_EQ(Written("2026-02-28"), "2026-02-28 00:00:00 to 2026-03-01 00:00:00");
  EXPECT_EQ(Written("2026-03-14T17:30:00+08:00"), "2026-03-14 09:30:00 to 2026-03-14 09:30:00");
}

TEST(TimesTest, TakesHowLongAgo) {
  EXPECT_EQ(Written("7d"), "2026-03-13 09:46:40 to 2026-03-13 09:46:40");
  EXPECT_EQ(Written("2w"), "2026-03-06 09:46:40 to 2026-03-06 09:46:40");
  EXPECT_EQ(Written("36h"), "2026-03-18 21:46:40 to 2026-03-18 21:46:40");
}

TEST(TimesTest, RefusesWhatIsNoTime) {
  for (const char* text : {"", "yesterday", "2026-13", "2026-02-30", "-7d", "d", "0d"}) {
    EXPECT_THAT(ParsePeriod(text, kNow), IsError(absl::StatusCode::kInvalidArgument, text));
  }
}

TEST(TimesTest, TakesPositiveDurations) {
  EXPECT_EQ(*ParsePositiveDuration("1h30m"), absl::Minutes(90));
  EXPECT_EQ(*ParsePositiveDuration("7d"), absl::Hours(168));
  EXPECT_THAT(ParsePositiveDuration("-1s"), IsError(absl::StatusCode::kInvalidArgument, "-1s"));
  EXPECT_THAT(ParsePositiveDuration("soon"), IsError(absl::StatusCode::kInvalidArgument, "soon"));
}

TEST(TimesTest, WritesDaysInUtc) {
  EXPECT_EQ(Day(ToProto(kNow)), "20 March 2026");
  EXPECT_EQ(Moment(ToProto(kNow)), "2026-03-20 09:46:40");
}

}  // namespace
}  // namespace broadsheet::cli
