#include "ingest/crawl/sitemap_crawl.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "ingest/gzipped.h"
#include "ingest/polled_feeds.h"

namespace broadsheet::ingest {
namespace {

using ::testing::UnorderedElementsAre;

// Sitemaps of a site on loopback.
class SitemapCrawlTest : public PolledFeedsTest {
 protected:
  // A page with an article about `name`.
  void PutArticle(const std::string& name) {
    site_.Put("/" + name,
              {absl::StrCat("<html><head><title>All about ", name,
                            "</title></head><body><article>"
                            "<h1>All about ",
                            name,
                            "</h1><p>The harbour office said on Friday that "
                            "it would look after ",
                            name,
                            " from spring on, and that the quay stays "
                            "open to all who walk there meanwhile, in fair weather and foul.</p>"
                            "</article></body></html>")});
  }

  std::string Url(const std::string& name, const std::string& more = "") {
    return absl::StrCat("<url><loc>", site_.Uri("/" + name), "</loc>", more, "</url>");
  }

  void PutSitemap(const std::string& path, const std::string& urls) {
    site_.Put(path, {"<urlset>" + urls + "</urlset>", "application/xml"});
  }

  std::string Sitemap(const std::string& name, const std::string& lastmod = "") {
    return absl::StrCat("<sitemap><loc>", site_.Uri("/" + name), "</loc><lastmod>", lastmod,
                        "</lastmod></sitemap>");
  }

  v1::IngestCounts CountsOf(const std::string& name) {
    const auto polled = Poll(name);
    EXPECT_OK(polled);
    return polled.ok() ? polled->counts() : v1::IngestCounts();
  }

  std::vector<std::string> Titles() {
    std::vector<std::string> titles;
    for (const auto& article : ingest_.AllStored()) titles.push_back(article.title());
    return titles;
  }
};

TEST_F(SitemapCrawlTest, NewsAreArticlesWithTheTextOfTheirPages) {
  PutArticle("trams");
  PutSitemap("/news.xml",
             Url("trams",
                 "<news:news><news:publication><news:name>The Quay</news:name>"
                 "<news:language>en</news:language></news:publication>"
                 "<news:publication_date>2026-03-05T08:00:00+08:00</news:publication_date>"
                 "<news:title>Trams return</news:title><news:keywords>Trams</news:keywords>"
                 "</news:news>"));
  const std::string name = Create(site_.Uri("/news.xml"));
  const v1::IngestCounts counts = CountsOf(name);
  EXPECT_EQ(counts.created(), 1);
  EXPECT_EQ(counts.revised(), 1);
  ASSERT_EQ(ingest_.AllStored().size(), 1u);
  const article::v1::Article article = ingest_.AllStored()[0];
  EXPECT_THAT(article.body_text(), ::testing::HasSubstr("The harbour office"));
  EXPECT_EQ(article.publish_time().seconds(), 1772668800);
  EXPECT_EQ(article.canonical_uri(), site_.Uri("/trams"));
  EXPECT_EQ(article.source().title(), "The Quay");
  EXPECT_THAT(article.tags(), UnorderedElementsAre("trams"));
  EXPECT_EQ(Get(name).title(), "The Quay");
}

TEST_F(SitemapCrawlTest, OnlyNewAndChangedPagesAreFetchedAgain) {
  for (const char* page : {"a", "b", "c"}) PutArticle(page);
  PutSitemap("/sitemap.xml", Url("a") + Url("b", "<lastmod>2026-03-05</lastmod>"));
  const std::string name = Create(site_.Uri("/sitemap.xml"));
  EXPECT_EQ(CountsOf(name).created(), 2);
  EXPECT_EQ(CountsOf(name).ByteSizeLong(), 0u);
  PutSitemap("/sitemap.xml", Url("a") + Url("b", "<lastmod>2026-03-06</lastmod>") + Url("c"));
  const v1::IngestCounts counts = CountsOf(name);
  EXPECT_EQ(counts.created(), 1);
  EXPECT_EQ(counts.unchanged(), 1);
  EXPECT_EQ(site_.hits("/a"), 1);
  EXPECT_EQ(site_.hits("/b"), 2);
}

TEST_F(SitemapCrawlTest, LargeOneGivesItsNewestPagesAndSaysWhatIsLeftOut) {
  std::string urls;
  for (int i = 0; i < 70; ++i) {
    PutArticle(absl::StrCat("p", i));
    urls += Url(absl::StrCat("p", i), absl::StrCat("<lastmod>", 1950 + i, "-01-01</lastmod>"));
  }
  PutSitemap("/sitemap.xml", urls);
  const std::string name = Create(site_.Uri("/sitemap.xml"));
  const v1::IngestCounts counts = CountsOf(name);
  EXPECT_EQ(counts.created(), 50);
  EXPECT_EQ(counts.skipped_kinds().at("older"), 20);
  EXPECT_EQ(site_.hits("/p69"), 1);
  EXPECT_EQ(site_.hits("/p19"), 0);
  EXPECT_EQ(CountsOf(name).ByteSizeLong(), 0u);
}

TEST_F(SitemapCrawlTest, AllOfALargeOneComesPollByPollWhereTheArchiveIsAskedFor) {
  std::string urls;
  for (int i = 0; i < 70; ++i) {
    PutArticle(absl::StrCat("p", i));
    urls += Url(absl::StrCat("p", i));
  }
  site_.Put("/sitemap.xml", {.body = "<urlset>" + urls + "</urlset>",
                             .content_type = "application/xml",
                             .headers = {{"ETag", "\"1\""}}});
  v1::Feed feed;
  feed.set_uri(site_.Uri("/sitemap.xml"));
  feed.set_read_archive(true);
  const std::string name = Create(feed);
  EXPECT_EQ(CountsOf(name).skipped_kinds().at("later"), 20);
  EXPECT_FALSE(Get(name).has_archive_end_time());
  EXPECT_EQ(CountsOf(name).created(), 20);
  EXPECT_TRUE(Get(name).has_archive_end_time());
  EXPECT_TRUE(Poll(name)->not_modified());
}

TEST_F(SitemapCrawlTest, IndexIsFollowedToItsNewestSitemapsOfArticles) {
  for (const char* page : {"a", "b", "c"}) PutArticle(page);
  site_.Put("/index.xml",
            {"<sitemapindex>" + Sitemap("old.xml", "2026-01-01") + Sitemap("new.xml.gz") +
                 Sitemap("page-sitemap.xml") +
                 "<sitemap><loc>https://b.example/x.xml</loc></sitemap></sitemapindex>",
             "application/xml"});
  PutSitemap("/old.xml", Url("a"));
  site_.Put("/new.xml.gz", {Gzipped("<urlset>" + Url("b") + "</urlset>"), "application/gzip"});
  const std::string name = Create(site_.Uri("/index.xml"));
  const v1::IngestCounts counts = CountsOf(name);
  EXPECT_EQ(counts.created(), 2);
  EXPECT_EQ(counts.skipped_kinds().at("elsewhere"), 1);
  EXPECT_EQ(counts.skipped_kinds().at("other"), 1);
  site_.Put("/new.xml.gz", {Gzipped("<urlset>" + Url("b") + Url("c") + "</urlset>")});
  EXPECT_EQ(CountsOf(name).created(), 1);
  EXPECT_EQ(site_.hits("/old.xml"), 1);
  EXPECT_EQ(site_.hits("/page-sitemap.xml"), 0);
  EXPECT_THAT(Titles(), UnorderedElementsAre("All about a", "All about b", "All about c"));
}

TEST_F(SitemapCrawlTest, IndexesThatListThemselvesEnd) {
  site_.Put("/index.xml",
            {"<sitemapindex>" + Sitemap("index.xml") + Sitemap("other.xml") + "</sitemapindex>",
             "application/xml"});
  site_.Put("/other.xml",
            {"<sitemapindex>" + Sitemap("index.xml") + "</sitemapindex>", "application/xml"});
  EXPECT_OK(Poll(Create(site_.Uri("/index.xml"))));
  EXPECT_LE(site_.requests().size(), 12u);
}

TEST_F(SitemapCrawlTest, SitemapThatIsGoneIsARejectAndTheOthersGoOn) {
  PutArticle("a");
  site_.Put("/index.xml",
            {"<sitemapindex>" + Sitemap("gone.xml") + Sitemap("here.xml") + "</sitemapindex>",
             "application/xml"});
  PutSitemap("/here.xml", Url("a"));
  const v1::IngestCounts counts = CountsOf(Create(site_.Uri("/index.xml")));
  EXPECT_EQ(counts.created(), 1);
  EXPECT_EQ(counts.rejected(), 1);
  EXPECT_EQ(ingest_.Rejects().at(0).uri(), site_.Uri("/gone.xml"));
}

TEST_F(SitemapCrawlTest, PageThatIsNoArticleIsLeftOut) {
  site_.Put("/empty",
            {"<html><head><title>Contact</title></head><body><p>Call us.</p></body></html>"});
  PutSitemap("/sitemap.xml", Url("empty"));
  const v1::IngestCounts counts = CountsOf(Create(site_.Uri("/sitemap.xml")));
  EXPECT_EQ(counts.skipped_kinds().at("page"), 1);
  EXPECT_TRUE(ingest_.Rejects().empty());
}

}  // namespace
}  // namespace broadsheet::ingest
