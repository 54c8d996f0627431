#include "ingest/feeds/feed_discovery.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "ingest/polled_feeds.h"

namespace broadsheet::ingest {
namespace {

using ::broadsheet::testing::IsError;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Discovery = v1::Feed::Discovery;

class FeedDiscoveryTest : public PolledFeedsTest {
 protected:
  absl::StatusOr<v1::Feed> Find(const std::string& uri,
                                v1::Feed::Kind kind = v1::Feed::KIND_UNSPECIFIED) {
    v1::CreateFeedRequest request;
    request.mutable_feed()->set_uri(uri);
    request.mutable_feed()->set_kind(kind);
    return ingest_.Call(&Stub::CreateFeed, request);
  }

  void PutPage(const std::string& path, const std::string& head, const std::string& body = "") {
    site_.Put(path,
              {"<!doctype html><html><head>" + head + "</head><body>" + body + "</body></html>"});
  }

  static std::string Link(const std::string& href) {
    return "<link rel=alternate type='application/rss+xml' href='" + href + "'>";
  }
};

TEST_F(FeedDiscoveryTest, FeedThatAPageLinksToIsPolledAndTheOthersAreSaid) {
  PutPage("/", "<base href='/blog/'>" + Link("/comments/feed/") + Link("feed/") + Link("/zh/feed"));
  site_.Put("/blog/feed/", {Rss(Item("a", "First")), "application/rss+xml"});
  ASSERT_OK_AND_ASSIGN(const v1::Feed feed, Find(site_.Uri("/")));
  EXPECT_EQ(feed.uri(), site_.Uri("/blog/feed/"));
  EXPECT_EQ(feed.discovery().page_uri(), site_.Uri("/"));
  EXPECT_EQ(feed.discovery().source(), Discovery::SOURCE_LINK);
  EXPECT_THAT(feed.discovery().feed_uris(),
              ElementsAre(site_.Uri("/blog/feed/"), site_.Uri("/zh/feed")));
  EXPECT_FALSE(Get(feed.name()).has_discovery());
  EXPECT_EQ(Poll(feed.name())->counts().created(), 1);
  EXPECT_THAT(Find(site_.Uri("/")), IsError(absl::StatusCode::kAlreadyExists, "/blog/feed/"));
}

TEST_F(FeedDiscoveryTest, LinksOfAPageBehindARedirectAreRelativeToIt) {
  site_.Redirect("/", 302, "/en/home");
  PutPage("/en/home", Link("feed"));
  ASSERT_OK_AND_ASSIGN(const v1::Feed feed, Find(site_.Uri("/")));
  EXPECT_EQ(feed.uri(), site_.Uri("/en/feed"));
}

TEST_F(FeedDiscoveryTest, FeedIsTakenAsItIs) {
  site_.Put("/feed", {Rss(Item("a", "First")), "text/html"});
  ASSERT_OK_AND_ASSIGN(const v1::Feed feed, Find(site_.Uri("/feed")));
  EXPECT_EQ(feed.uri(), site_.Uri("/feed"));
  EXPECT_FALSE(feed.has_discovery());
}

TEST_F(FeedDiscoveryTest, WhatCannotBeReadNowIsTakenAsItIs) {
  site_.Put("/down", {.body = "<html>" + Link("/feed"), .status = 503});
  for (const std::string& uri : {site_.Uri("/down"), std::string("http://127.0.0.1:1/feed")}) {
    ASSERT_OK_AND_ASSIGN(const v1::Feed feed, Find(uri));
    EXPECT_EQ(feed.uri(), uri);
  }
}

TEST_F(FeedDiscoveryTest, ArchivePageIsNotLookedAt) {
  PutPage("/", Link("/feed"));
  ASSERT_OK_AND_ASSIGN(const v1::Feed feed, Find(site_.Uri("/"), v1::Feed::KIND_ARCHIVE_PAGE));
  EXPECT_EQ(feed.uri(), site_.Uri("/"));
}

TEST_F(FeedDiscoveryTest, UsualPlacesAreTriedWhereAPageLinksToNone) {
  PutPage("/blog/", "");
  PutPage("/feed", "");  // what some sites answer to everything
  site_.Put("/atom.xml", {"<feed xmlns='http://www.w3.org/2005/Atom'><title>A</title></feed>"});
  ASSERT_OK_AND_ASSIGN(const v1::Feed feed, Find(site_.Uri("/blog/")));
  EXPECT_EQ(feed.uri(), site_.Uri("/atom.xml"));
  EXPECT_EQ(feed.discovery().source(), Discovery::SOURCE_WELL_KNOWN);
}

TEST_F(FeedDiscoveryTest, SitemapOfRobotsTxtIsTheLastResort) {
  PutPage("/", "");
  site_.Put("/robots.txt", {"User-agent: *\nDisallow: /rss.xml\nSitemap: " + site_.Uri("/all.xml") +
                                "\nSitemap: /news.xml\n",
                            "text/plain"});
  site_.Put("/rss.xml", {Rss(""), "application/rss+xml"});
  site_.Put("/news.xml", {"<urlset/>", "application/xml"});
  ASSERT_OK_AND_ASSIGN(const v1::Feed feed, Find(site_.Uri("/")));
  EXPECT_EQ(feed.uri(), site_.Uri("/news.xml"));
  EXPECT_EQ(site_.hits("/rss.xml"), 0);
}

TEST_F(FeedDiscoveryTest, WhereNothingIsFoundTheErrorSaysWhatWasLookedFor) {
  PutPage("/", Link("/comments/feed/"));
  const absl::StatusOr<v1::Feed> feed = Find(site_.Uri("/"));
  EXPECT_THAT(feed, IsError(absl::StatusCode::kFailedPrecondition, "no feed, and none was found"));
  EXPECT_THAT(std::string(feed.status().message()), HasSubstr("/feed.json"));
  EXPECT_EQ(Reason(feed.status()), "NOT_A_FEED");
  EXPECT_TRUE(ingest_.Call(&Stub::ListFeeds, v1::ListFeedsRequest())->feeds().empty());
}

TEST_F(FeedDiscoveryTest, PageWhosePostsAreMarkedUpIsAFeedItself) {
  const auto post = [](const std::string& name) {
    return "<article class=h-entry><h2><a class='p-name u-url' href='/" + name + "'>About " + name +
           "</a></h2><time class=dt-published datetime=2026-03-05>5 March</time>"
           "<div class=e-content><p>The harbour office looks after " +
           name + " from spring on.</p></div></article>";
  };
  PutPage("/notes", "<title>Notes</title>", post("trams") + post("boats"));
  ASSERT_OK_AND_ASSIGN(const v1::Feed feed, Find(site_.Uri("/notes")));
  EXPECT_EQ(feed.discovery().source(), Discovery::SOURCE_PAGE);
  EXPECT_EQ(feed.uri(), site_.Uri("/notes"));
  EXPECT_EQ(Poll(feed.name())->counts().created(), 2);
  EXPECT_EQ(Poll(feed.name())->counts().unchanged(), 2);
  const auto articles = ingest_.AllStored();
  EXPECT_EQ(articles.at(0).title(), "About trams");
  EXPECT_EQ(articles.at(0).body_text(), "The harbour office looks after trams from spring on.");
  EXPECT_EQ(articles.at(0).canonical_uri(), site_.Uri("/trams"));
}

}  // namespace
}  // namespace broadsheet::ingest
