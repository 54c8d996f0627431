#include "query/exclusions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace broadsheet::query {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(ExclusionsTest, SignsAndNotExclude) {
  const WantedAndExcluded divided = DivideQuery("port -bridge NOT drone \"smart city\"");
  EXPECT_EQ(divided.wanted, "port \"smart city\"");
  EXPECT_THAT(divided.excluded, ElementsAre("bridge", "drone"));
}

TEST(ExclusionsTest, PhraseIsExcludedWhole) {
  const WantedAndExcluded divided = DivideQuery(" -\"sea bridge\"  ");
  EXPECT_EQ(divided.wanted, "");
  EXPECT_THAT(divided.excluded, ElementsAre("\"sea bridge\""));
}

TEST(ExclusionsTest, HyphenWithinAWordIsPartOfIt) {
  const WantedAndExcluded divided = DivideQuery("wi-fi 5G-A");
  EXPECT_EQ(divided.wanted, "wi-fi 5G-A");
  EXPECT_THAT(divided.excluded, IsEmpty());
}

TEST(ExclusionsTest, SignWithoutAWordIsNothing) {
  for (const char* text : {"-", "- --", "NOT", "", "   "}) {
    EXPECT_EQ(DivideQuery(text).wanted, "") << text;
    EXPECT_THAT(DivideQuery(text).excluded, IsEmpty()) << text;
  }
}

}  // namespace
}  // namespace broadsheet::query
