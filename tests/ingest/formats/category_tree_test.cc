#include "ingest/formats/category_tree.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "support/matchers.h"

namespace broadsheet::ingest {
namespace {

using ::broadsheet::testing::EqualsProto;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST(CategoryTreeTest, GivesWhatIsUsedAndItsParentsFirst) {
  CategoryTree tree;
  tree.Know("phones", "Phones", "tech");
  tree.Know("tech", "Technology", "");
  tree.Know("food", "Food", "");
  EXPECT_EQ(tree.Use("phones", "Telephones"), "categories/phones");
  EXPECT_EQ(tree.Use("Ports & Ships", "Ports & Ships"), "categories/ports-ships");
  EXPECT_EQ(tree.Use("tech", ""), "categories/tech");
  EXPECT_THAT(
      std::move(tree).TakeUsed(),
      ElementsAre(
          EqualsProto("name: 'categories/tech' title: 'Technology'"),
          EqualsProto("name: 'categories/phones' title: 'Phones' parent: 'categories/tech'"),
          EqualsProto("name: 'categories/ports-ships' title: 'Ports & Ships'")));
}

TEST(CategoryTreeTest, CutsCircles) {
  CategoryTree tree;
  tree.Know("a", "A", "b");
  tree.Know("b", "B", "a");
  tree.Know("self", "Self", "self");
  tree.Use("a", "");
  tree.Use("self", "");
  EXPECT_THAT(std::move(tree).TakeUsed(),
              ElementsAre(EqualsProto("name: 'categories/b' title: 'B'"),
                          EqualsProto("name: 'categories/a' title: 'A' parent: 'categories/b'"),
                          EqualsProto("name: 'categories/self' title: 'Self'")));
}

TEST(CategoryTreeTest, ParentThatNobodyDescribesIsThere) {
  CategoryTree tree;
  tree.Know("child", "Child", "parent");
  tree.Use("child", "");
  EXPECT_THAT(
      std::move(tree).TakeUsed(),
      ElementsAre(
          EqualsProto("name: 'categories/parent' title: 'parent'"),
          EqualsProto("name: 'categories/child' title: 'Child' parent: 'categories/parent'")));
}

TEST(CategoryTreeTest, SlugOfNothingIsNoCategory) {
  CategoryTree tree;
  EXPECT_EQ(tree.Use("…", "…"), "");
  EXPECT_THAT(std::move(tree).TakeUsed(), IsEmpty());
}

TEST(CategoryTreeTest, LadderIsCutSomewhere) {
  CategoryTree tree;
  for (int i = 0; i < 10'000; ++i) {
    tree.Know(absl::StrCat("s", i), "", absl::StrCat("s", i + 1));
  }
  tree.Use("s0", "");
  EXPECT_THAT(std::move(tree).TakeUsed(), SizeIs(32));
}

}  // namespace
}  // namespace broadsheet::ingest
