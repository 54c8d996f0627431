#include "ingest/formats/sitemap.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "ingest/formats/feed_parser.h"
#include "ingest/gzipped.h"
#include "support/matchers.h"

namespace broadsheet::ingest {
namespace {

using ::broadsheet::testing::IsError;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kUri[] = "https://www.a.example/sitemap.xml";

Document Parse(const std::string& bytes) {
  auto document = ParseFeed(bytes, "", kUri);
  EXPECT_OK(document);
  return document.ok() ? *document : Document();
}

std::string UrlSet(const std::string& urls) {
  return absl::StrCat("<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>", urls,
                      "</urlset>");
}

// "https://a.example/1 2026-03-05", or without a date.
std::vector<std::string> Described(const std::vector<Listed>& all) {
  std::vector<std::string> described;
  for (const Listed& each : all) {
    const bool dated = each.change_time != absl::InfinitePast();
    described.push_back(absl::StrCat(
        each.uri,
        dated ? absl::FormatTime(" %Y-%m-%d", each.change_time, absl::UTCTimeZone()) : ""));
  }
  return described;
}

TEST(SitemapTest, ListsPagesWithTheirDates) {
  const Document document = Parse(
      UrlSet("<url><loc> https://a.example/1 </loc><lastmod>2026-03-05T10:00:00Z</lastmod></url>"
             "<url><loc>/2?x=1&amp;y=2</loc><lastmod>yesterday</lastmod></url><note/>"));
  EXPECT_TRUE(document.is_sitemap);
  EXPECT_EQ(document.site_uri, "https://www.a.example/");
  EXPECT_THAT(Described(document.pages),
              ElementsAre("https://a.example/1 2026-03-05", "https://www.a.example/2?x=1&y=2"));
  EXPECT_THAT(document.entries, IsEmpty());
  EXPECT_THAT(document.errors, IsEmpty());
}

TEST(SitemapTest, PageWithNewsIsAnEntryWhateverItsPrefixAndDatedByThem) {
  const Document document = Parse(
      UrlSet("<url xmlns:n='https://www.google.com/schemas/sitemap-news/0.9'>"
             "<loc>https://a.example/tram</loc><n:news><n:publication><n:name>The Quay</n:name>"
             "<n:language>zh-cn</n:language></n:publication>"
             "<n:publication_date>2026-03-05</n:publication_date><n:title>A &amp; B</n:title>"
             "<n:keywords>Tram, Harbour ,</n:keywords></n:news>"
             "<image><loc>https://img.example/tram.jpg</loc></image></url>"));
  EXPECT_THAT(Described(document.pages), ElementsAre("https://a.example/tram 2026-03-05"));
  ASSERT_EQ(document.entries.size(), 1u);
  const Entry& entry = document.entries[0];
  EXPECT_EQ(document.title, "The Quay");
  EXPECT_EQ(entry.article.title(), "A & B");
  EXPECT_EQ(entry.article.canonical_uri(), "https://a.example/tram");
  EXPECT_EQ(entry.article.language_code(), "zh-cn");
  EXPECT_EQ(entry.article.image_uri(), "https://img.example/tram.jpg");
  EXPECT_EQ(entry.publish_date, "2026-03-05");
  EXPECT_THAT(entry.tag_names, ElementsAre("Tram", "Harbour"));
}

TEST(SitemapTest, IndexListsSitemaps) {
  const Document document = Parse(
      "<sitemapindex><sitemap><loc>https://a.example/1.xml.gz</loc>"
      "<lastmod>2026-03-05</lastmod></sitemap></sitemapindex>");
  EXPECT_THAT(Described(document.sitemaps), ElementsAre("https://a.example/1.xml.gz 2026-03-05"));
  EXPECT_THAT(document.pages, IsEmpty());
}

TEST(SitemapTest, MayBeAListOfAddresses) {
  EXPECT_THAT(Described(Parse("\xEF\xBB\xBFhttps://a.example/1\r\n\r\nhttps://a.example/2").pages),
              ElementsAre("https://a.example/1", "https://a.example/2"));
}

TEST(SitemapTest, MayBeCompressed) {
  EXPECT_EQ(Parse(Gzipped(UrlSet("<url><loc>/1</loc></url>"))).pages.size(), 1u);
  EXPECT_THAT(ParseFeed(Gzipped(std::string(65 << 20, ' ')), "", kUri),
              IsError(absl::StatusCode::kInvalidArgument, "holds more than"));
}

TEST(SitemapTest, EmptyOneIsOne) {
  EXPECT_TRUE(Parse("<urlset/>").is_sitemap);
  EXPECT_TRUE(Parse("<sitemapindex/>").is_sitemap);
}

TEST(SitemapTest, WhatIsOfAnotherSiteIsLeftOut) {
  const Document document =
      Parse(UrlSet("<url><loc>https://blog.a.example/1</loc></url>"
                   "<url><loc>http://a.example/2</loc></url>"
                   "<url><loc>https://b.example/3</loc></url>"
                   "<url><loc>https://nota.example/4</loc></url>"));
  EXPECT_THAT(Described(document.pages),
              ElementsAre("https://blog.a.example/1", "http://a.example/2"));
  EXPECT_EQ(document.left_out, 2);
  EXPECT_EQ(document.left_out_kinds.at("elsewhere"), 2);
}

TEST(SitemapTest, BadAddressIsAnErrorAndAThousandAreAHundred) {
  const Document document =
      Parse(UrlSet("\n<url><loc>mailto:a@a.example</loc></url><url><lastmod>2026</lastmod></url>"
                   "<url><loc>/1</loc></url>"));
  EXPECT_EQ(document.pages.size(), 1u);
  ASSERT_EQ(document.errors.size(), 2u);
  EXPECT_EQ(document.errors[0].status.message(),
            "line 2: \"mailto:a@a.example\" is no address of a page");
  std::string many;
  for (int i = 0; i < 1000; ++i) many += "<url/>";
  EXPECT_EQ(Parse(UrlSet(many)).errors.size(), 100u);
  EXPECT_EQ(Parse(UrlSet(many)).left_out_kinds.at("other"), 900);
}

TEST(SitemapTest, OneThatIsCutOffGivesWhatItHas) {
  const Document document =
      Parse("<urlset><url><loc>/1</loc></url><url><loc>/2</loc></url><url><lo");
  EXPECT_EQ(document.pages.size(), 2u);
  EXPECT_NE(document.defect, "");
}

}  // namespace
}  // namespace broadsheet::ingest
