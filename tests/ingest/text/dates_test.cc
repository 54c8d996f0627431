#include "ingest/text/dates.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/time/time.h"

namespace broadsheet::ingest {
namespace {

std::string Read(std::string_view text) {
  const auto date = ParseDate(text);
  if (!date.has_value()) return "none";
  const std::string time =
      absl::FormatTime("%Y-%m-%dT%H:%M:%E*SZ", date->time, absl::UTCTimeZone());
  return date->exact ? time : "about " + time;
}

TEST(DatesTest, ReadsRfc822) {
  EXPECT_EQ(Read("Mon, 05 Jan 2026 10:00:00 +0800"), "2026-01-05T02:00:00Z");
  EXPECT_EQ(Read("Mon, 05 Jan 2026 10:00:00 GMT"), "2026-01-05T10:00:00Z");
  EXPECT_EQ(Read("5 Jan 26 10:00 EST"), "2026-01-05T15:00:00Z");
  EXPECT_EQ(Read("Mon, 5 January 2026 10:00:00 Z"), "2026-01-05T10:00:00Z");
  EXPECT_EQ(Read("Mon, 05 Jan 2026 10:00:00 +0800 (China Standard Time)"), "2026-01-05T02:00:00Z");
  EXPECT_EQ(Read("Thu, 01 Jan 98 00:00:00 A"), "1998-01-01T00:00:00Z");
}

TEST(DatesTest, ReadsIso8601) {
  EXPECT_EQ(Read("2026-01-05T10:00:00Z"), "2026-01-05T10:00:00Z");
  EXPECT_EQ(Read("2026-01-05T10:00:00.250+08:00"), "2026-01-05T02:00:00.25Z");
  EXPECT_EQ(Read("2026-01-05 10:00:00 -0500"), "2026-01-05T15:00:00Z");
  EXPECT_EQ(Read("20260105T100000Z"), "none");
  EXPECT_EQ(Read("2026-01-05T23:59:60Z"), "2026-01-05T23:59:59Z");
  EXPECT_EQ(Read("2026-01-05T24:00:00Z"), "2026-01-06T00:00:00Z");
}

TEST(DatesTest, SaysWhatWasLeftOut) {
  EXPECT_EQ(Read("2026-01-05"), "about 2026-01-05T00:00:00Z");
  EXPECT_EQ(Read("2026-01-05T10:00:00"), "about 2026-01-05T10:00:00Z");
  EXPECT_EQ(Read("January 2026"), "about 2026-01-01T00:00:00Z");
}

TEST(DatesTest, ReadsWhatPeopleWrite) {
  EXPECT_EQ(Read("January 5, 2026"), "about 2026-01-05T00:00:00Z");
  EXPECT_EQ(Read("Posted on"), "none");
  EXPECT_EQ(Read("5th of January 2026 at 3:04 pm"), "about 2026-01-05T15:04:00Z");
  EXPECT_EQ(Read("2026年1月5日 15:04"), "about 2026-01-05T15:04:00Z");
  EXPECT_EQ(Read("2026/01/05 08:00 HKT"), "2026-01-05T00:00:00Z");
  EXPECT_EQ(Read("1767607200"), "2026-01-05T10:00:00Z");
}

TEST(DatesTest, RefusesWhatIsNoDate) {
  for (const char* text :
       {"", "soon", "2026-02-30", "2026-13-01", "05/01/2026", "10:00", "2026-01-05T25:00:00Z",
        "99999999999999999999", "Mon Mon Mon", "2026-01-05T10:00:00+99:99", "\xff\xfe"}) {
    EXPECT_EQ(Read(text), "none") << text;
  }
}

TEST(DatesTest, JudgesTheClaim) {
  const absl::Time observed = absl::FromCivil(absl::CivilDay(2026, 2, 1), absl::UTCTimeZone());
  EXPECT_EQ(JudgePublishTime("2026-01-05T10:00:00Z", observed).quality,
            article::v1::PUBLISH_TIME_QUALITY_STATED);
  EXPECT_EQ(JudgePublishTime("2026-03-05T10:00:00Z", observed).quality,
            article::v1::PUBLISH_TIME_QUALITY_FUTURE);
  EXPECT_EQ(JudgePublishTime("  ", observed).quality, article::v1::PUBLISH_TIME_QUALITY_MISSING);
  EXPECT_EQ(JudgePublishTime("yesterday", observed).quality,
            article::v1::PUBLISH_TIME_QUALITY_UNPARSED);
  EXPECT_FALSE(JudgePublishTime("yesterday", observed).date.has_value());
}

}  // namespace
}  // namespace broadsheet::ingest
