#include "web/readable_host.h"

#include <gtest/gtest.h>

namespace broadsheet::web {
namespace {

TEST(ReadableHostTest, ShowsNamesInTheirScript) {
  EXPECT_EQ(ReadableHost("news.example"), "news.example");
  EXPECT_EQ(ReadableHost("xn--bcher-kva.example"), "bücher.example");
  EXPECT_EQ(ReadableHost("xn--fsqu00a.xn--0zwm56d"), "例子.测试");
  EXPECT_EQ(ReadableHost("news.xn--80aswg"), "news.сайт");
}

TEST(ReadableHostTest, ShowsPunycodeWhereScriptsMix) {
  EXPECT_EQ(ReadableHost("xn--pple-43d.example"), "xn--pple-43d.example");
  EXPECT_EQ(ReadableHost("аpple.example"), "xn--pple-43d.example");
}

TEST(ReadableHostTest, ShowsPunycodeOfWhatLooksLikeAscii) {
  EXPECT_EQ(ReadableHost("xn--80ak6aa92e.example"), "xn--80ak6aa92e.example");
}

TEST(ReadableHostTest, LeavesWhatIsNoPunycode) {
  EXPECT_EQ(ReadableHost("xn--a.example"), "xn--a.example");
  EXPECT_EQ(ReadableHost("[::1]:80"), "[::1]:80");
  EXPECT_EQ(ReadableHost(""), "");
}

}  // namespace
}  // namespace broadsheet::web
