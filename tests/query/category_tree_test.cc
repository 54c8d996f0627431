#include "query/category_tree.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace broadsheet::query {
namespace {

using ::testing::ElementsAre;

TEST(CategoryTreeTest, KnowsWhatIsPartOfWhat) {
  CategoryTree tree;
  tree.SetParent("news", "");
  tree.SetParent("tech", "news");
  tree.SetParent("ai", "tech");
  EXPECT_THAT(tree.WithAncestors("ai"), ElementsAre("ai", "tech", "news"));
  EXPECT_THAT(tree.WithDescendants("news"), ElementsAre("ai", "news", "tech"));
  EXPECT_THAT(tree.WithAncestors("unknown"), ElementsAre("unknown"));
  EXPECT_THAT(tree.WithDescendants("unknown"), ElementsAre("unknown"));
}

TEST(CategoryTreeTest, TellsWhetherACategoryMoved) {
  CategoryTree tree;
  EXPECT_FALSE(tree.SetParent("news", ""));
  EXPECT_TRUE(tree.SetParent("tech", "news"));
  EXPECT_FALSE(tree.SetParent("tech", "news"));
  EXPECT_TRUE(tree.SetParent("tech", ""));
}

TEST(CategoryTreeTest, CircleIsWalkedOnce) {
  CategoryTree tree;
  tree.SetParent("a", "b");
  tree.SetParent("b", "a");
  EXPECT_THAT(tree.WithAncestors("a"), ElementsAre("a", "b"));
  EXPECT_THAT(tree.WithDescendants("a"), ElementsAre("a", "b"));
}

}  // namespace
}  // namespace broadsheet::query
