#include "web/more_link_text.h"

#include <gtest/gtest.h>

namespace broadsheet::web {
namespace {

using article::v1::Article;
using article::v1::MoreLink;

Article MakeArticle(MoreLink::Kind kind) {
  Article article;
  article.set_title("One telephone, three cities");
  article.set_path("2026/03/03/one-telephone");
  article.set_language_code("en");
  article.mutable_more()->set_kind(kind);
  article.mutable_more()->set_uri("https://post.example/one-telephone");
  return article;
}

TEST(MoreLinkTextTest, ContinueReadingLeadsToOurPageWhereTheBodyIsHeld) {
  Article article = MakeArticle(MoreLink::KIND_CONTINUE_READING);
  article.set_body_html("<p>All of it.</p>");
  const auto link = MoreLinkInList(article);
  ASSERT_TRUE(link.has_value());
  EXPECT_EQ(link->label, "Continue reading");
  EXPECT_EQ(link->headline, "One telephone, three cities");
  EXPECT_EQ(link->href, "/2026/03/03/one-telephone");
  EXPECT_FALSE(link->is_external);
  EXPECT_FALSE(MoreLinkOnPage(article).has_value());
}

TEST(MoreLinkTextTest, ContinueReadingLeadsToThePublisherWhereNoBodyIsHeld) {
  Article article = MakeArticle(MoreLink::KIND_CONTINUE_READING);
  article.mutable_more()->set_label("Keep reading");
  const auto link = MoreLinkInList(article);
  ASSERT_TRUE(link.has_value());
  EXPECT_EQ(link->label, "Keep reading");
  EXPECT_EQ(link->href, "https://post.example/one-telephone");
  EXPECT_TRUE(link->is_external);
}

TEST(MoreLinkTextTest, SourceKeepsThePublishersLabelAndLanguage) {
  Article article = MakeArticle(MoreLink::KIND_SOURCE);
  article.mutable_more()->set_label("Read more (in Chinese)");
  article.mutable_more()->set_language_code("zh");
  const auto link = MoreLinkInList(article);
  ASSERT_TRUE(link.has_value());
  EXPECT_EQ(link->label, "Read more (in Chinese)");
  EXPECT_EQ(link->headline, "");
  EXPECT_EQ(link->hreflang, "zh");
}

TEST(MoreLinkTextTest, SourceWithoutLabelNamesAnotherLanguage) {
  Article article = MakeArticle(MoreLink::KIND_SOURCE);
  article.mutable_more()->set_language_code("zh-Hant");
  EXPECT_EQ(MoreLinkInList(article)->label, "Read more (in Chinese)");
  article.mutable_more()->set_language_code("en-GB");
  EXPECT_EQ(MoreLinkInList(article)->label, "Read more");
}

TEST(MoreLinkTextTest, ShowsNoLinkThatCanRunOrLeadsNowhere) {
  Article article = MakeArticle(MoreLink::KIND_SOURCE);
  article.mutable_more()->set_uri("javascript:alert(1)");
  EXPECT_FALSE(MoreLinkInList(article).has_value());
  EXPECT_FALSE(MoreLinkInList(MakeArticle(MoreLink::KIND_NONE)).has_value());
}

}  // namespace
}  // namespace broadsheet::web
