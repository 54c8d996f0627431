#include "query/search/stems.h"

#include <gtest/gtest.h>

namespace broadsheet::query {
namespace {

TEST(StemsTest, FormsOfAWordHaveOneStem) {
  EXPECT_EQ(StemTerm("batteries", "en"), StemTerm("battery", "en"));
  EXPECT_EQ(StemTerm("hauser", "de-CH"), StemTerm("haus", "de"));
  EXPECT_EQ(StemTerm("поезда", "ru"), StemTerm("поезд", "ru"));
  EXPECT_EQ(StemTerm("المكتبة", "ar"), StemTerm("مكتبة", "ar"));
}

TEST(StemsTest, WordsOfAnotherScriptHaveThatsStemmer) {
  EXPECT_EQ(StemTerm("robots", "zh-Hant"), StemTerm("robot", "en"));
  EXPECT_EQ(StemTerm("поезда", "en"), StemTerm("поезд", ""));
  EXPECT_NE(StemTerm("robots", "de"), StemTerm("robots", "en"));
  EXPECT_EQ(LatinStemmer("nb-NO"), "no");
  EXPECT_EQ(LatinStemmer("xx"), "en");
}

TEST(StemsTest, OthersHaveNone) {
  EXPECT_EQ(StemTerm("2026", "en"), "");
  EXPECT_EQ(StemTerm("深圳", "zh"), "");
  EXPECT_EQ(StemTerm("🚀", "en"), "");
}

}  // namespace
}  // namespace broadsheet::query
