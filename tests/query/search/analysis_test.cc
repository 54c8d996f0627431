#include "query/search/analysis.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"

namespace broadsheet::query {
namespace {

using ::testing::ElementsAre;

// Each token with its position; a "+" behind those that cover several parts.
std::vector<std::string> Tokens(std::string_view text) {
  std::vector<std::string> tokens;
  ForEachToken(text, [&](const Token& token) {
    tokens.push_back(absl::StrCat(token.text, "@", token.position, token.span > 1 ? "+" : ""));
  });
  return tokens;
}

TEST(AnalysisTest, WordsOfSeveralPartsAreJoinedAndApart) {
  EXPECT_THAT(Tokens("Wi-Fi"), ElementsAre("wi@0", "wifi@0+", "fi@1"));
  EXPECT_THAT(Tokens("Xi’an-based"),
              ElementsAre("xi@0", "xian@0+", "xianbased@0+", "an@1", "anbased@1+", "based@2"));
  EXPECT_THAT(Tokens("AT&T"), ElementsAre("at@0", "att@0+", "t@1"));
  EXPECT_THAT(Tokens("Hong Kong–Zhuhai"),
              ElementsAre("hong@0", "kong@1", "kongzhuhai@1+", "zhuhai@2"));
}

TEST(AnalysisTest, ApostrophesEndNothing) {
  EXPECT_THAT(Tokens("Shenzhen’s"), ElementsAre("shenzhen@0"));
  EXPECT_THAT(Tokens("the doctors’ 'office'"), ElementsAre("the@0", "doctors@1", "office@2"));
  EXPECT_THAT(Tokens("don't"), ElementsAre("don@0", "dont@0+", "t@1"));
}

TEST(AnalysisTest, LettersAndDigitsAreParts) {
  EXPECT_THAT(Tokens("3nm"), ElementsAre("3@0", "3nm@0+", "nm@1"));
  EXPECT_THAT(Tokens("12.5GB of 1,304"),
              ElementsAre("12.5@0", "12.5gb@0+", "gb@1", "of@2", "1304@3"));
}

TEST(AnalysisTest, KeysAndDigestsAreOneWord) {
  EXPECT_THAT(Tokens("9f86d081884c7d659a2feaa0"), ElementsAre("9f86d081884c7d659a2feaa0@0"));
}

TEST(AnalysisTest, SignsTellLettersApart) {
  EXPECT_THAT(Tokens("C, C++ and C#"), ElementsAre("c@0", "c++@1", "and@2", "c#@3"));
  EXPECT_THAT(Tokens("#lowaltitude @handle 50% Notepad++"),
              ElementsAre("lowaltitude@0", "handle@1", "50@2", "notepad@3"));
}

TEST(AnalysisTest, ChineseIsCharactersAndPairs) {
  EXPECT_THAT(Tokens("深圳市，5G"),
              ElementsAre("深@0", "深圳@0+", "圳@1", "圳市@1+", "市@2", "5@3", "5g@3+", "g@4"));
}

TEST(AnalysisTest, ThaiIsWords) {
  EXPECT_THAT(Tokens("รถไฟฟ้าใต้ดินกรุงเทพ"), ElementsAre("รถไฟฟ้า@0", "ใต้ดิน@1", "กรุงเทพ@2"));
}

TEST(AnalysisTest, TokensKnowWhereTheyStand) {
  const std::string text = "See Wi-Fi’s 騰訊.";
  std::vector<std::string> places;
  ForEachToken(text, [&](const Token& token) {
    places.push_back(text.substr(token.begin, token.end - token.begin));
  });
  EXPECT_THAT(places, ElementsAre("See", "Wi", "Wi-Fi", "Fi", "騰", "騰訊", "訊"));
}

TEST(AnalysisTest, LongWordsAreCut) {
  std::vector<Token> tokens;
  ForEachToken(std::string(100'000, 'x') + " tail",
               [&](const Token& token) { tokens.push_back(token); });
  ASSERT_EQ(tokens.size(), 2);
  EXPECT_LE(tokens[0].text.size(), 200);
  EXPECT_EQ(tokens[0].end, 100'000);
  EXPECT_EQ(tokens[1].text, "tail");
}

TEST(AnalysisTest, EndlessCompoundsAreSeveralUnits) {
  std::string text;
  for (int i = 0; i < 1000; ++i) text += "ab-";
  size_t joined = 0;
  const uint32_t positions = ForEachToken(text, [&](const Token& token) {
    if (token.span > 1) ++joined;
  });
  EXPECT_EQ(positions, 1000);
  EXPECT_LE(joined, 1100);
}

}  // namespace
}  // namespace broadsheet::query
