#include "query/search/entity_names.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/gazetteer/gazetteer_text.h"

namespace broadsheet::query {
namespace {

using ::testing::ElementsAre;
using ::testing::FieldsAre;
using ::testing::UnorderedElementsAre;

TEST(EntityNamesTest, NamesOfOneEntityHaveTheirKeys) {
  const EntityNames names = ParseEntityNames(
      "# id\tkind\tnames\n"
      "hong-kong\tplace\tHong Kong|香港|?=HK|Hong-Kong\n"
      "sun\tother\tSun Yat-sen\n"
      "broken line\n");
  EXPECT_EQ(NameKey("Hong Kong"), NameKey("HONG-KONG"));
  EXPECT_THAT(names.entities.at(NameKey("hong kong")), ElementsAre(FieldsAre("hong-kong", "")));
  EXPECT_THAT(names.entities.at(NameKey("香港")), ElementsAre(FieldsAre("hong-kong", "")));
  EXPECT_THAT(names.entities.at(NameKey("hk")), ElementsAre(FieldsAre("hong-kong", "HK")));
  EXPECT_EQ(names.entities.count(NameKey("Sun Yat-sen")), 0);
  EXPECT_THAT(names.keys.at("hong-kong"),
              UnorderedElementsAre(NameKey("hong kong"), NameKey("香港"), NameKey("hk")));
  EXPECT_EQ(names.longest, 2);
}

TEST(EntityNamesTest, AKeyIsThePartsOfAName) {
  EXPECT_THAT(NameParts(NameKey("Xi’an 大学")), ElementsAre("xi", "an", "大", "学"));
  EXPECT_EQ(NameKey("…"), "");
}

TEST(EntityNamesTest, BinariesBringNames) {
  const auto text = ReadGazetteer("");
  ASSERT_TRUE(text.ok());
  EXPECT_GT(ParseEntityNames(*text).entities.size(), 1000);
}

}  // namespace
}  // namespace broadsheet::query
