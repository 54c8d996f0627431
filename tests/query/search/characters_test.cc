#include "query/search/characters.h"

#include <gtest/gtest.h>

#include <vector>

namespace broadsheet::query {
namespace {

TEST(CharactersTest, LettersAreComparedWithoutCaseAndAccents) {
  EXPECT_EQ(Fold("César, Zürich"), "cesar  zurich");
  EXPECT_EQ(Fold("cafe\u0301"), "cafe");
  EXPECT_EQ(Fold("Đặng Ørsted Łódź"), "dang orsted lodz");
  EXPECT_EQ(Fold("İstanbul STRASSE Straße ŒUVRE"), "istanbul strasse strasse oeuvre");
  EXPECT_EQ(Fold("ΣΊΣΥΦΟΣ σίσυφος"), "σισυφοσ σισυφοσ");
  EXPECT_EQ(Fold("المَكتبة أإ"), "المكتبة اا");
}

TEST(CharactersTest, MarksThatMakeAnotherLetterStay) {
  EXPECT_EQ(Fold("Кой ёж"), "кой еж");
  EXPECT_EQ(Fold("и\u0306"), "й");
  EXPECT_EQ(Fold("ﾃﾚﾋﾞ ガ カ\u3099"), "テレビ ガ ガ");
  EXPECT_EQ(Fold("हिन्दी"), "हिन्दी");
}

TEST(CharactersTest, CompatibilityFormsArePlain) {
  EXPECT_EQ(Fold("ＡＩ ５Ｇ ①号 ㎞ ﬁrst m²"), "ai 5g 1号 km first m2");
  EXPECT_EQ(Fold("\u1112\u1161\u11AB"), "한");
  EXPECT_EQ(Fold("٣"), "3");
}

TEST(CharactersTest, ChineseOfAllRegionsIsOne) {
  EXPECT_EQ(Fold("臺灣衞生裏面裡面羣眾"), Fold("台湾卫生里面里面群众"));
  EXPECT_EQ(Fold("著名"), Fold("着名"));
  EXPECT_EQ(Fold("地下鉄"), Fold("地下鐵"));
}

TEST(CharactersTest, WhatIsNotSeenIsNothing) {
  EXPECT_EQ(Fold("co\u00ADop"), "coop");
  EXPECT_EQ(Fold("日\u200D本"), "日本");
  EXPECT_EQ(Fold("Tencent™"), "tencent ");
}

TEST(CharactersTest, EmojiAreWhole) {
  std::vector<std::string> emoji;
  ClusterReader clusters("🚀👩🏽‍🚀🇨🇳🇭🇰❤️");
  for (Cluster cluster; clusters.Next(cluster);) {
    EXPECT_EQ(cluster.kind, CharacterKind::kEmoji);
    emoji.emplace_back(cluster.folded);
  }
  EXPECT_EQ(emoji, (std::vector<std::string>{"🚀", "👩🏽‍🚀", "🇨🇳", "🇭🇰", "❤"}));
}

TEST(CharactersTest, ClustersCoverTheText) {
  const std::string text = "a e\u0301 \xFF 深 👩🏽‍🚀 ก็\u0301";
  size_t end = 0;
  ClusterReader clusters(text);
  for (Cluster cluster; clusters.Next(cluster);) {
    EXPECT_EQ(cluster.begin, end);
    EXPECT_GT(cluster.end, cluster.begin);
    end = cluster.end;
  }
  EXPECT_EQ(end, text.size());
}

}  // namespace
}  // namespace broadsheet::query
