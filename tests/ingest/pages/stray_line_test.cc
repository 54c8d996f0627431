#include "ingest/pages/stray_line.h"

#include <gtest/gtest.h>

namespace broadsheet::ingest {
namespace {

TEST(StrayLineTest, KnowsDatesBylinesAndAdvertisements) {
  for (const char* line :
       {"20 November 2026", "Published 20 November 2026", "Last updated: 2026-11-20 10:05",
        "Advertisement", "ANZEIGE", "广告", "Story continues below", "By Dina Kiss", "Dina Kiss"}) {
    EXPECT_TRUE(IsStrayLine(line, {"Dina Kiss"})) << line;
  }
}

TEST(StrayLineTest, LeavesSentencesAlone) {
  for (const char* line :
       {"Dina Kiss said so.", "It ends on 20 November 2026 at noon, if it rains.", "12", "2026",
        "He sold the advertisement.", "", "An idea"}) {
    EXPECT_FALSE(IsStrayLine(line, {"Dina Kiss", ""})) << line;
  }
}

TEST(StrayLineTest, GivesTheDateWithoutWhatIntroducesIt) {
  EXPECT_EQ(DateOfLine("Updated 5 May 2026"), "5 May 2026");
  EXPECT_EQ(DateOfLine("2026年5月5日"), "2026年5月5日");
  EXPECT_EQ(DateOfLine("We met on the 5 May 2026"), "");
  EXPECT_EQ(DateOfLine("No. 7"), "");
}

}  // namespace
}  // namespace broadsheet::ingest
