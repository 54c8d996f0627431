#include "common/hex.h"

#include <gtest/gtest.h>

namespace broadsheet {
namespace {

TEST(HexTest, ReadsDigitsOfEitherCase) {
  EXPECT_EQ(HexToBytes("00ff7FaB"), std::string("\x00\xff\x7f\xab", 4));
  EXPECT_EQ(HexToBytes(""), "");
}

TEST(HexTest, RefusesWhatIsNoPairOfDigits) {
  for (const char* text : {"0", "0g", "g0", " 0", "0:", "0@", "0`", "\xc3\xa9"}) {
    EXPECT_EQ(HexToBytes(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace broadsheet
