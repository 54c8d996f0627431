#include "ingest/prepare/gazetteer.h"

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "ingest/fixtures.h"
#include "support/matchers.h"

namespace broadsheet::ingest {
namespace {

using ::broadsheet::testing::IsError;

std::string Find(std::initializer_list<std::string_view> texts) {
  const std::vector<std::string_view> list(texts);
  std::string found;
  for (const auto& mention : testing::TestGazetteer().Find(list)) {
    absl::StrAppend(&found, found.empty() ? "" : " ", mention.entity(), "=", mention.surface_form(),
                    "*", mention.count());
  }
  return found;
}

TEST(GazetteerTest, CountsNamesInAllScripts) {
  EXPECT_EQ(Find({"Shenzhen, 深圳 and SHENZHEN", "腾讯在深圳"}),
            "shenzhen=Shenzhen*4 tencent=腾讯*1");
}

TEST(GazetteerTest, TakesTheLongestName) {
  EXPECT_EQ(Find({"Shenzhen University"}), "shenzhen-university=Shenzhen University*1");
  EXPECT_EQ(Find({"香港科技大學在香港"}), "hkust=香港科技大學*1 hong-kong=香港*1");
}

TEST(GazetteerTest, MatchesWholeLatinWordsOnly) {
  EXPECT_EQ(Find({"chipmunk Shenzhenese 15G AIs"}), "");
  EXPECT_EQ(Find({"深圳5G网络"}), "5g=5G网络*1 shenzhen=深圳*1");
  EXPECT_EQ(Find({"OPPO's phone; (OPPO)"}), "oppo=OPPO*2");
}

TEST(GazetteerTest, MatchesShortFormsInTheirCaseOnly) {
  EXPECT_EQ(Find({"AI said ai caramba"}), "artificial-intelligence=AI*1");
  EXPECT_EQ(Find({"an apple a day"}), "");
}

TEST(GazetteerTest, NamesTheLineThatIsWrong) {
  EXPECT_THAT(Gazetteer::Parse("# ok\na\tplace"),
              IsError(absl::StatusCode::kInvalidArgument, "line 2"));
  EXPECT_THAT(Gazetteer::Parse("a\tcolour\tA"),
              IsError(absl::StatusCode::kInvalidArgument, "unknown kind \"colour\""));
  EXPECT_THAT(Gazetteer::Parse("a\tplace\tX|Y\nb\tplace\ty"),
              IsError(absl::StatusCode::kInvalidArgument, "\"y\" is also a name of a"));
  EXPECT_THAT(Gazetteer::Parse(""), IsError(absl::StatusCode::kInvalidArgument, "no names"));
}

TEST(GazetteerTest, KnowsTheGreaterBayArea) { EXPECT_GE(testing::TestGazetteer().size(), 120u); }

}  // namespace
}  // namespace broadsheet::ingest
