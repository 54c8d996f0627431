#include "ingest/prepare/category_names.h"

#include <gtest/gtest.h>

namespace broadsheet::ingest {
namespace {

TEST(CategoryNamesTest, TagsOfProgrammersDiffer) {
  EXPECT_EQ(TagSlug("C++"), "c-plus-plus");
  EXPECT_EQ(TagSlug("C#"), "c-sharp");
  EXPECT_EQ(TagSlug("C"), "c");
  EXPECT_EQ(TagSlug("#5G"), "5g");
}

TEST(CategoryNamesTest, TellsTagsByTheirScheme) {
  Entry entry;
  entry.category_names = {"Ports"};
  entry.tag_names = {"Crane"};
  const Filing filing = FileEntry(entry, {});
  ASSERT_EQ(filing.categories.size(), 1u);
  EXPECT_EQ(filing.categories[0].name(), "categories/ports");
  EXPECT_EQ(filing.tags, std::vector<std::string>{"crane"});
}

}  // namespace
}  // namespace broadsheet::ingest
