#include "query/search/numbers.h"

#include <gtest/gtest.h>

namespace broadsheet::query {
namespace {

std::string Parsed(std::string_view text) {
  const Number number = ParseNumber(text);
  return number.text + std::string(text.substr(number.length));
}

TEST(NumbersTest, SeparatorsOfThousandsAreDropped) {
  EXPECT_EQ(Parsed("1,304"), "1304");
  EXPECT_EQ(Parsed("2,710,000 people"), "2710000 people");
  EXPECT_EQ(Parsed("1.304.000"), "1304000");
  EXPECT_EQ(Parsed("1\u202F304\u202F000"), "1304000");
  EXPECT_EQ(Parsed("1’304"), "1304");
}

TEST(NumbersTest, DecimalsFollowAPoint) {
  EXPECT_EQ(Parsed("12.5GB"), "12.5GB");
  EXPECT_EQ(Parsed("12,5"), "12.5");
  EXPECT_EQ(Parsed("1,304.50"), "1304.50");
  EXPECT_EQ(Parsed("1.304,50"), "1304.50");
  EXPECT_EQ(Parsed("1.304"), "1.304");
}

TEST(NumbersTest, VersionsAndAddressesStay) {
  EXPECT_EQ(Parsed("1.2.3"), "1.2.3");
  EXPECT_EQ(Parsed("10.1000/x"), "10.1000/x");
}

TEST(NumbersTest, OtherSignsEndANumber) {
  EXPECT_EQ(ParseNumber("12, 5").text, "12");
  EXPECT_EQ(ParseNumber("1234,567,8").length, 4 + 4);
  EXPECT_EQ(ParseNumber("5.").length, 1);
  EXPECT_EQ(ParseNumber("x").length, 0);
  EXPECT_EQ(ParseNumber("").length, 0);
}

}  // namespace
}  // namespace broadsheet::query
