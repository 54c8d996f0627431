#include "ingest/text/authors.h"

#include <gtest/gtest.h>

namespace broadsheet::ingest {
namespace {

using Names = std::vector<std::string>;

Names Of(const std::string& byline) {
  article::v1::Author given;
  given.set_display_name(byline);
  Names names;
  for (const article::v1::Author& author : NormaliseAuthors({given})) {
    names.push_back(author.display_name());
  }
  return names;
}

TEST(AuthorsTest, SplitsPeople) {
  EXPECT_EQ(Of("Ann Lee, Bob Roy and Cai Mo"), (Names{"Ann Lee", "Bob Roy", "Cai Mo"}));
  EXPECT_EQ(Of("王小明、李四"), (Names{"王小明", "李四"}));
  EXPECT_EQ(Of("By Jane Doe,"), Names{"Jane Doe"});
}

TEST(AuthorsTest, LeavesNamesWhole) {
  for (const char* name :
       {"Smith, John", "Sammy Davis, Jr.", "Food and Drug Administration",
        "Department of Health and Human Services", "Shenzhen Science and Technology Bureau"}) {
    EXPECT_EQ(Of(name), Names{name});
  }
  EXPECT_EQ(Of("Martin Luther King, Jr. and Rosa Parks"),
            (Names{"Martin Luther King, Jr.", "Rosa Parks"}));
}

TEST(AuthorsTest, LeavesOutAddressesAndRoles) {
  EXPECT_EQ(Of("jane@example.com (Jane Doe)"), Names{"Jane Doe"});
  EXPECT_EQ(Of("Jane Doe (jane@example.com)"), Names{"Jane Doe"});
  EXPECT_EQ(Of("\"Jane Doe\" <jane@example.com>"), Names{"Jane Doe"});
  EXPECT_EQ(Of("jane@example.com Jane Doe"), Names{"Jane Doe"});
  EXPECT_EQ(Of("noreply@example.com (Jane (Jay) Doe)"), Names{"Jane (Jay) Doe"});
  EXPECT_EQ(Of("jane@example.com"), Names{"jane@example.com"});
  EXPECT_EQ(Of("Jane Doe, Senior Reporter"), Names{"Jane Doe"});
}

}  // namespace
}  // namespace broadsheet::ingest
