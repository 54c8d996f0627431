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
  EXPECT_EQ(Find({"BYD and byd"}), "byd=BYD*1");
  EXPECT_EQ(Find({"an apple a day in Shenzhen, from Tencent"}),
            "shenzhen=Shenzhen*1 tencent=Tencent*1");
}

TEST(GazetteerTest, TakesTypographyAsItComes) {
  EXPECT_EQ(Find({"Bao’an, Hong Kong–Zhuhai–Macao Bridge"}),
            "baoan=Bao’an*1 hzmb=Hong Kong–Zhuhai–Macao Bridge*1");
  EXPECT_EQ(Find({"ＯＰＰＯ的５Ｇ手机，香港科技大学（广州）"}),
            "5g=５Ｇ*1 hkust-guangzhou=香港科技大学（广州）*1 oppo=ＯＰＰＯ*1");
  EXPECT_EQ(Find({"Ｈuawei"}), "huawei=Ｈuawei*1");
}

TEST(GazetteerTest, AmbiguousNamesNeedSupport) {
  EXPECT_EQ(Find({"SZ, GZ, HK, MO, AI, Gree, Nansha, vivo, 小米, 中山, GBA"}), "");
  // Of the same entity, wherever it stands.
  EXPECT_EQ(Find({"SZ grows", "Shenzhen it is"}), "shenzhen=SZ*2");
  // Of one that keeps it company: the province, a neighbour, somebody who is there.
  EXPECT_EQ(Find({"From SZ to Foshan"}), "foshan=Foshan*1 shenzhen=SZ*1");
  EXPECT_EQ(Find({"Tencent left SZ"}), "shenzhen=SZ*1 tencent=Tencent*1");
  EXPECT_EQ(Find({"OPPO and vivo"}), "oppo=OPPO*1 vivo=vivo*1");
  EXPECT_EQ(Find({"AI at Huawei"}), "artificial-intelligence=AI*1 huawei=Huawei*1");
  EXPECT_EQ(Find({"小米与华为"}), "huawei=华为*1 xiaomi=小米*1");
  // Ambiguous ones don't support each other, nor does what has nothing to do with them.
  EXPECT_EQ(Find({"SZ beside GZ, and Xinhua said so"}), "xinhua=Xinhua*1");
}

TEST(GazetteerTest, PeopleAndPhrasesAreNotPlaces) {
  EXPECT_EQ(Find({"孙中山在广州，钟南山也在。中山路、中山大学"}),
            "guangzhou=广州*1 sun-yat-sen-university=中山大学*1");
  EXPECT_EQ(Find({"Sun Yat-sen in Guangzhou; Sun Yat-sen University"}),
            "guangzhou=Guangzhou*1 sun-yat-sen-university=Sun Yat-sen University*1");
  EXPECT_EQ(Find({"Mindray tested it in vivo; fish and chips in Hong Kong"}),
            "hong-kong=Hong Kong*1 mindray=Mindray*1");
  EXPECT_EQ(Find({"高通胀；南沙群岛；广州南沙"}), "guangzhou=广州*1 nansha=南沙*1");
}

TEST(GazetteerTest, ReadsOtherSpellingsAndScripts) {
  EXPECT_EQ(Find({"Macau, Macao, 澳門, 澳门"}), "macao=Macau*4");
  EXPECT_EQ(Find({"華為 華爲 华为 HUAWEI"}), "huawei=華為*4");
  EXPECT_EQ(Find({"Swatow and Fatshan; Tsimshatsui: Tsim Sha Tsui, 尖沙咀"}),
            "tsim-sha-tsui=Tsim Sha Tsui*2 foshan=Fatshan*1 shantou=Swatow*1");
}

TEST(GazetteerTest, NamesTheLineThatIsWrong) {
  const std::vector<std::pair<const char*, const char*>> wrong = {
      {"# ok\na\tplace", "line 2: not"},
      {"a\tplace\tA\tb\tc", "line 1: not"},
      {"a\tcolour\tA", "line 1: unknown kind \"colour\""},
      {"a\tplace\tX|Y\nb\tplace\ty", "line 2: \"y\" is also a name of a"},
      {"a\tplace\tX\n\na\tplace\tY", "line 3: \"a\" is the id of line 1"},
      {"A b\tplace\tX", "line 1: \"A b\" is no slug"},
      {"a\tplace\t|", "line 1: \"a\" has no name"},
      {"a\tplace\tX|?=", "line 1: \"?=\" is no name"},
      {"a\tplace\tX\xFF", "line 1: line: invalid UTF-8"},
      {"", "no names"}};
  for (const auto& [tsv, text] : wrong) {
    EXPECT_THAT(Gazetteer::Parse(tsv), IsError(absl::StatusCode::kInvalidArgument, text));
  }
}

TEST(GazetteerTest, ReadsFilesOfOtherSystems) {
  ASSERT_OK_AND_ASSIGN(const Gazetteer gazetteer,
                       Gazetteer::Parse("\xEF\xBB\xBF# head\r\na\tplace\t X | =x \tg\r\n\r\n"));
  EXPECT_EQ(gazetteer.size(), 1u);
  EXPECT_EQ(gazetteer.names(), 2u);
  EXPECT_EQ(gazetteer.Find({"X"}).size(), 1u);
}

TEST(GazetteerTest, KnowsTheGreaterBayArea) {
  EXPECT_GE(testing::TestGazetteer().size(), 500u);
  EXPECT_GE(testing::TestGazetteer().names(), 2000u);
}

}  // namespace
}  // namespace broadsheet::ingest
