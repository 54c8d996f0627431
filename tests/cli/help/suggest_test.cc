#include "cli/help/suggest.h"

#include <gtest/gtest.h>

namespace broadsheet::cli {
namespace {

TEST(SuggestTest, CountsMistakes) {
  EXPECT_EQ(EditDistance("search", "search"), 0U);
  EXPECT_EQ(EditDistance("serch", "search"), 1U);
  EXPECT_EQ(EditDistance("saerch", "search"), 1U);
  EXPECT_EQ(EditDistance("seaxch", "search"), 1U);
  EXPECT_EQ(EditDistance("", "list"), 4U);
}

TEST(SuggestTest, FindsWhatIsMostAlike) {
  EXPECT_EQ(Closest("lst", {"show", "list", "split"}), "list");
  EXPECT_EQ(Closest("fetsch", {"feeds", "fetch"}), "fetch");
}

TEST(SuggestTest, FindsWhatAWordBegins) {
  EXPECT_EQ(Closest("cat", {"watch", "categories"}), "categories");
}

TEST(SuggestTest, FindsNothingThatIsNotAlike) {
  EXPECT_EQ(Closest("rm", {"list", "show"}), "");
  EXPECT_EQ(Closest("x", {"list", "show"}), "");
  EXPECT_EQ(Closest("delist", {"history", "show"}), "");
}

}  // namespace
}  // namespace broadsheet::cli
