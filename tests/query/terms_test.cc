#include "query/terms.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "query/test_articles.h"

namespace broadsheet::query {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(TermsTest, ArticleHasATermForEachListThatItIsOn) {
  CategoryTree tree;
  tree.SetParent("ai", "tech");
  EXPECT_THAT(ArticleTerms(ArticleOf(1,
                                     "categories: ['categories/ai', 'categories/tech'] tags: '5g' "
                                     "source { site_uri: 'https://one.example/' } "
                                     "language_code: 'zh-Hant-HK' mentions { entity: 'shenzhen' } "
                                     "list_time { seconds: 1793491200 }"),
                           tree),
              ElementsAre("*", "c:ai", "c:tech", "d:2026-11", "l:zh", "l:zh-hant", "l:zh-hant-hk",
                          "m:shenzhen", "s:https://one.example/", "t:5g"));
}

TEST(TermsTest, DeletedMergedAndRedactedArticlesHaveNone) {
  const CategoryTree tree;
  EXPECT_THAT(ArticleTerms(ArticleOf(1, "delete_time { seconds: 1 }"), tree), IsEmpty());
  EXPECT_THAT(ArticleTerms(ArticleOf(1, "merged_into: 'articles/x'"), tree), IsEmpty());
  EXPECT_THAT(ArticleTerms(article::v1::Article(), tree), IsEmpty());
}

TEST(TermsTest, LongValueIsItsDigest) {
  const std::string term = SourceTerm("https://" + std::string(300, 'x'));
  EXPECT_EQ(term.substr(0, 9), "s:sha256:");
  EXPECT_EQ(term.size(), 9 + 64);
  EXPECT_NE(term, SourceTerm("https://" + std::string(301, 'x')));
}

TEST(TermsTest, LanguagesAreSpelledAsBcp47Does) {
  EXPECT_EQ(SpelledLanguage("zh-hant-hk"), "zh-Hant-HK");
  EXPECT_EQ(SpelledLanguage("sr-latn"), "sr-Latn");
  EXPECT_EQ(SpelledLanguage("de-1996"), "de-1996");
  EXPECT_EQ(SpelledLanguage("en-x-us"), "en-x-us");
  EXPECT_EQ(SpelledLanguage(""), "");
}

TEST(TermsTest, LineBreakCannotForgeATerm) { EXPECT_EQ(MentionTerm("a\nt:b"), "m:a t:b"); }

}  // namespace
}  // namespace broadsheet::query
