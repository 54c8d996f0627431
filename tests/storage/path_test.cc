#include "storage/path.h"

#include <gtest/gtest.h>

namespace broadsheet::storage {
namespace {

constexpr char kId[] = "018f3c2e-7b1a-7c3d-9e4f-0123456789ab";

TEST(PathTest, IsOfTheDayInUtcAndTheHeadline) {
  EXPECT_EQ(BasePath(absl::FromUnixSeconds(1'772'323'199), "OPPO's 5G phone", kId),
            "2026/02/28/oppos-5g-phone");
  EXPECT_EQ(BasePath(absl::FromUnixSeconds(1'772'323'200), "深圳 5G", kId), "2026/03/01/深圳-5g");
}

TEST(PathTest, HeadlineWithoutALetterTakesTheId) {
  EXPECT_EQ(BasePath(absl::UnixEpoch(), "!?", kId), "1970/01/01/456789ab");
}

TEST(PathTest, LongHeadlineIsCut) {
  EXPECT_LE(BasePath(absl::UnixEpoch(), std::string(500, 'x'), kId).size(), 91u);
}

TEST(PathTest, NumbersStartAtTwo) {
  EXPECT_EQ(NumberedPath("a", 1), "a");
  EXPECT_EQ(NumberedPath("a", 2), "a-2");
}

}  // namespace
}  // namespace broadsheet::storage
