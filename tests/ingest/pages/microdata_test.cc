#include "ingest/pages/microdata.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "ingest/pages/page_parser.h"
#include "support/matchers.h"

namespace broadsheet::ingest {
namespace {

using ::testing::ElementsAre;

constexpr char kUri[] = "https://a.example/trams";
constexpr char kType[] = "itemscope itemtype='https://schema.org/NewsArticle'";

std::string Page(const std::string& body, const std::string& head = "") {
  return absl::StrCat("<!doctype html><html><head><title>Trams return | The Quay</title>", head,
                      "</head><body>", body, "</body></html>");
}

std::optional<JsonLdArticle> Find(const std::string& body, const std::string& head = "") {
  return FindMicrodataArticle(ParsePage(Page(body, head)), kUri);
}

constexpr char kWhole[] =
    "<meta itemprop=mainEntityOfPage content=https://a.example/trams>"
    "<h2 itemprop='headline name'>Trams return</h2>"
    "<div itemprop=image itemscope itemtype=https://schema.org/ImageObject>"
    "<meta itemprop=url content=https://a.example/tram.jpg><meta itemprop=width content=900></div>"
    "<span itemprop=author itemscope itemtype=http://schema.org/Person><a itemprop=url href=/lam>"
    "<span itemprop=name>Mei Lam</span></a></span>"
    "<span itemprop=author itemscope itemtype=http://schema.org/Organization>"
    "<meta itemprop=name content='Harbour Desk'></span>"
    "<time itemprop=datePublished datetime=2026-03-05T08:00:00+08:00>Thursday</time>"
    "<meta itemprop=dateModified content=2026-03-06>"
    "<div itemprop=publisher itemscope itemtype=https://schema.org/Organization>"
    "<meta itemprop=name content='The Quay'></div>"
    "<a itemprop=articleSection href=/t>Transport</a><meta itemprop=keywords content='trams, bay'>";

TEST(MicrodataTest, ReadWhatTheArticleIsSaidToHave) {
  const auto article = Find(absl::StrCat("<article ", kType, ">", kWhole, "</article>"));
  ASSERT_TRUE(article.has_value());
  EXPECT_EQ(article->headline, "Trams return");
  EXPECT_EQ(article->uri, "https://a.example/trams");
  EXPECT_EQ(article->image_uri, "https://a.example/tram.jpg");
  EXPECT_EQ(article->published, "2026-03-05T08:00:00+08:00");
  EXPECT_EQ(article->modified, "2026-03-06");
  EXPECT_EQ(article->publisher, "The Quay");
  EXPECT_THAT(article->sections, ElementsAre("Transport"));
  EXPECT_THAT(article->keywords, ElementsAre("trams", "bay"));
  ASSERT_EQ(article->authors.size(), 2u);
  EXPECT_EQ(article->authors[0].display_name(), "Mei Lam");
  EXPECT_EQ(article->authors[0].kind(), article::v1::Author::KIND_PERSON);
  EXPECT_EQ(article->authors[1].display_name(), "Harbour Desk");
  EXPECT_EQ(article->authors[1].kind(), article::v1::Author::KIND_ORGANIZATION);
}

TEST(MicrodataTest, CardsOfOtherStoriesAreNotThePagesArticle) {
  const std::string card =
      absl::StrCat("<div ", kType,
                   "><a itemprop=url href=/boats><b itemprop=headline>Boats sink"
                   "</b></a><time itemprop=datePublished datetime=2020-01-01></time></div>");
  EXPECT_FALSE(Find(card).has_value());
  EXPECT_FALSE(Find(absl::StrCat("<div ", kType, "><b itemprop=headline>Boats sink</b></div>")));
  // Nor is one that stands in it.
  const auto article =
      Find(absl::StrCat(card, "<div ", kType, "><div itemprop=citation ", card.substr(5),
                        "<h1 itemprop=headline>Trams return</h1></div>"));
  ASSERT_TRUE(article.has_value());
  EXPECT_EQ(article->headline, "Trams return");
  EXPECT_EQ(article->published, "");
}

TEST(MicrodataTest, OtherVocabulariesAndThingsSayNothing) {
  EXPECT_FALSE(
      Find("<div itemscope itemtype=https://schema.org/Product><b itemprop=headline>Trams "
           "return</b></div>"));
  EXPECT_FALSE(
      Find("<div itemscope itemtype=https://b.example/Article><b itemprop=headline>Trams "
           "return</b></div>"));
  EXPECT_FALSE(Find("<b itemprop=headline>Trams return</b>"));
}

// The page of an article with these microdata.
Entry ReadPage(const std::string& head = "") {
  const auto page = ParseHtmlPage(
      Page(absl::StrCat("<div ", kType, ">", kWhole,
                        "<div itemprop=articleBody><p>The trams that were taken off the waterfront "
                        "in autumn run again from Friday on, and every ten minutes at that, the "
                        "harbour office said.</p></div></div>"),
           head),
      "", kUri);
  EXPECT_OK(page);
  return page.ok() ? page->document.entries.at(0) : Entry();
}

TEST(MicrodataTest, PageIsReadByThem) {
  const Entry entry = ReadPage();
  EXPECT_EQ(entry.article.title(), "Trams return");
  EXPECT_EQ(entry.article.authors(0).display_name(), "Mei Lam");
  EXPECT_EQ(entry.publish_date, "2026-03-05T08:00:00+08:00");
  EXPECT_EQ(entry.update_date, "2026-03-06");
  EXPECT_EQ(entry.article.image_uri(), "https://a.example/tram.jpg");
  EXPECT_THAT(entry.tag_names, ElementsAre("trams", "bay"));
  EXPECT_THAT(entry.article.body_html(), ::testing::HasSubstr("taken off the waterfront"));
}

TEST(MicrodataTest, WhatJsonLdSaysCountsMore) {
  const Entry entry = ReadPage(
      "<script type=application/ld+json>{\"@type\": \"NewsArticle\", \"headline\": \"Trams "
      "return\", \"datePublished\": \"2026-03-04\"}</script>");
  EXPECT_EQ(entry.publish_date, "2026-03-04");
  EXPECT_EQ(entry.update_date, "2026-03-06");
}

}  // namespace
}  // namespace broadsheet::ingest
