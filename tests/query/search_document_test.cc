#include "query/search_document.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "query/test_articles.h"

namespace broadsheet::query {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

constexpr char kLow[] = "00000000-0000-0000-0000-000000000000";
constexpr char kHigh[] = "ffffffff-ffff-ffff-ffff-ffffffffffff";

TEST(SearchDocumentTest, TimeKeysCompareAsTimesThenIds) {
  const absl::Time before_1970 = absl::FromUnixMicros(-1);
  const absl::Time then = absl::FromUnixMicros(1'700'000'000'000'000);
  EXPECT_LT(TimeKey(before_1970, kHigh), TimeKey(absl::UnixEpoch(), kLow));
  EXPECT_LT(TimeKey(then, kLow), TimeKey(then, kHigh));
  EXPECT_LT(TimeKey(then, kHigh), TimeKey(then + absl::Microseconds(1), kLow));
  EXPECT_EQ(TimeKey(then, kLow).size(), 24);
}

TEST(SearchDocumentTest, KeyBeforeIsTheGreatestBelow) {
  EXPECT_EQ(KeyBefore(std::string("a\0\0", 3)), "`\xff\xff");
  EXPECT_EQ(KeyBefore("ab"), "aa");
  EXPECT_EQ(KeyBefore(std::string(2, '\0')), std::string(2, '\0'));
}

TEST(SearchDocumentTest, SpellingWordsAreLettersOfTitleAndTeaser) {
  EXPECT_THAT(SpellingWords(ArticleOf(1,
                                      "title: 'Robots of Shenzhen 5G2026 深圳' "
                                      "teaser_html: '<p>robots</p>' body_text: 'elsewhere'")),
              ElementsAre(Pair("robots", 2), Pair("shenzhen", 1)));
}

TEST(SearchDocumentTest, DataIsTheArticleWithoutHtmlBody) {
  const auto article = ArticleIn(ToDocument(ArticleOf(1)));
  EXPECT_EQ(article.title(), "Headline 1");
  EXPECT_EQ(article.body_html(), "");
  EXPECT_EQ(article.body_text(), "Body 1");
}

}  // namespace
}  // namespace broadsheet::query
