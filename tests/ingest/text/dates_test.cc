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
  EXPECT_EQ(Read("20260105T100000Z"), "2026-01-05T10:00:00Z");
  EXPECT_EQ(Read("2026-01-05T23:59:60Z"), "2026-01-05T23:59:59Z");
  EXPECT_EQ(Read("2026-01-05T24:00:00Z"), "2026-01-06T00:00:00Z");
}

TEST(DatesTest, ReadsTheRarerFormsOfIso8601) {
  EXPECT_EQ(Read("2020-W47-5"), "about 2020-11-20T00:00:00Z");
  EXPECT_EQ(Read("2020-325"), "about 2020-11-20T00:00:00Z");
  EXPECT_EQ(Read("2021-366"), "none");
  EXPECT_EQ(Read("20201120T1005+0800"), "2020-11-20T02:05:00Z");
}

TEST(DatesTest, ReadsWhatProgramsPrint) {
  EXPECT_EQ(Read("Wed Nov 25 10:00:00 CST 2020"), "2020-11-25T16:00:00Z");
  EXPECT_EQ(Read("2020-11-25T10:00+08:00[Asia/Shanghai]"), "2020-11-25T02:00:00Z");
  EXPECT_EQ(Read("Fri Nov 20 2020 10:00:00 GMT+0800 (China Standard Time)"),
            "2020-11-20T02:00:00Z");
  EXPECT_EQ(Read("2020-11-20 10:00:00 +0800 CST"), "2020-11-20T02:00:00Z");
  EXPECT_EQ(Read("Fri, 20 Nov 2020 10:00:00 America/New_York"), "2020-11-20T15:00:00Z");
  EXPECT_EQ(Read("1605866400"), "2020-11-20T10:00:00Z");
  EXPECT_EQ(Read("1605866400000"), "2020-11-20T10:00:00Z");
}

TEST(DatesTest, ReadsTheWordsOfManyLanguages) {
  EXPECT_EQ(Read("dom, 02 ott 2022 18:55:00 GMT"), "2022-10-02T18:55:00Z");
  EXPECT_EQ(Read("Mi, 25 Nov 2020 10:00:00 +0100"), "2020-11-25T09:00:00Z");
  EXPECT_EQ(Read("ven., 20 nov. 2020 10:00:00 +0100"), "2020-11-20T09:00:00Z");
  EXPECT_EQ(Read("Пт, 20 ноя 2020 10:00:00 +0300"), "2020-11-20T07:00:00Z");
  EXPECT_EQ(Read("12 de março de 2021"), "about 2021-03-12T00:00:00Z");
  EXPECT_EQ(Read("mar, 03 mar 2020 10:00:00 GMT"), "2020-03-03T10:00:00Z");
  EXPECT_EQ(Read("3. Dezember 2020"), "about 2020-12-03T00:00:00Z");
}

TEST(DatesTest, ReadsEastAsianDates) {
  EXPECT_EQ(Read("2020年11月20日 星期五 10:05"), "about 2020-11-20T10:05:00Z");
  EXPECT_EQ(Read("2020年11月20日10时05分"), "about 2020-11-20T10:05:00Z");
  EXPECT_EQ(Read("2020年11月20日(金曜日) 午後3時05分"), "about 2020-11-20T15:05:00Z");
  EXPECT_EQ(Read("2020년 11월 20일 금요일 10:05"), "about 2020-11-20T10:05:00Z");
  EXPECT_EQ(Read("２０２０年１１月２０日"), "about 2020-11-20T00:00:00Z");
}

TEST(DatesTest, TakesFiguresOnlyWhereTheyAreClear) {
  EXPECT_EQ(Read("20.11.2020 10:00"), "about 2020-11-20T10:00:00Z");
  EXPECT_EQ(Read("Fri, 11/20/2020 - 10:00"), "about 2020-11-20T10:00:00Z");
  EXPECT_EQ(Read("20/11/2020"), "about 2020-11-20T00:00:00Z");
  EXPECT_EQ(Read("05/01/2026"), "none");
}

TEST(DatesTest, TellsWhoseCstIsMeant) {
  const auto time = [](std::string_view language) {
    return absl::FormatTime("%H:%M", ParseDate("Fri, 20 Nov 2020 10:00:00 CST", language)->time,
                            absl::UTCTimeZone());
  };
  EXPECT_EQ(time("zh-CN"), "02:00");
  EXPECT_EQ(time("en"), "16:00");
}

TEST(DatesTest, TakesTheEpochAndYearZeroForNoDate) {
  const auto quality = [](std::string_view text) {
    return JudgePublishTime(text, absl::FromUnixSeconds(1'800'000'000)).quality;
  };
  EXPECT_EQ(quality("Thu, 01 Jan 1970 00:00:00 +0000"), article::v1::PUBLISH_TIME_QUALITY_MISSING);
  EXPECT_EQ(quality("0000-00-00 00:00:00"), article::v1::PUBLISH_TIME_QUALITY_MISSING);
  EXPECT_EQ(quality("Thu, 31 Jun 2021 10:00:00 GMT"), article::v1::PUBLISH_TIME_QUALITY_UNPARSED);
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
