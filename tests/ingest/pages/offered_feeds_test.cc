#include "ingest/pages/offered_feeds.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace broadsheet::ingest {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::string Page(const std::string& head) {
  return "<!DOCTYPE html>\n<html><head>" + head + "</head><body>Hello</body></html>";
}

std::vector<std::string> FeedsOf(const std::string& head,
                                 const std::string& uri = "https://a.example/") {
  return OfferedFeeds(Page(head), "text/html", uri).uris;
}

TEST(OfferedFeedsTest, AreTheAlternatesOfAFeedsTypeMadeAbsolute) {
  EXPECT_THAT(FeedsOf("<base href=\"https://b.example/x/\">"
                      "<link rel='alternate stylesheet' type='text/css' href='a.css'>"
                      "<link rel=alternate type='application/rss+xml' href=feed/>"
                      "<link REL='home ALTERNATE' type='Application/Atom+XML;charset=utf-8' "
                      "href=' /atom '>"
                      "<link rel=alternate type='application/feed+json' href='feed.json'>"
                      "<link rel=alternate type='text/xml' href='rss2'>"
                      "<link rel=alternate type='text/xml' href='wlwmanifest.xml'>"
                      "<link rel=alternate type='application/rss+xml' href='feed/'>"
                      "<link rel=alternate type='application/rss+xml' href='javascript:x'>"),
              ElementsAre("https://b.example/x/feed/", "https://b.example/atom",
                          "https://b.example/x/feed.json", "https://b.example/x/rss2"));
}

TEST(OfferedFeedsTest, AreLinksOfRelFeedAndAnchorsToo) {
  EXPECT_THAT(FeedsOf("<link rel=feed href=/one><link rel=feed type='text/html' href=/posts>"
                      "<a rel=alternate type='application/rss+xml' href=/two>Feed</a>"
                      "<a rel=alternate hreflang=fr href=/fr>Français</a>"),
              ElementsAre("https://a.example/one", "https://a.example/two"));
}

TEST(OfferedFeedsTest, AreTenAtMost) {
  std::string links;
  for (int i = 0; i < 50; ++i) {
    links += "<link rel=alternate type='application/rss+xml' href='/" + std::to_string(i) + "'>";
  }
  EXPECT_EQ(FeedsOf(links).size(), 10u);
}

TEST(OfferedFeedsTest, AreNotOfComments) {
  const auto link = [](const std::string& href, const std::string& title) {
    return "<link rel=alternate type='application/rss+xml' href='" + href + "' title='" + title +
           "'>";
  };
  EXPECT_THAT(FeedsOf(link("/comments/feed/", "Quay") + link("/?feed=comments-rss2", "Quay") +
                      link("/tram/feed/", "Quay » Trams return Comments Feed") +
                      link("/qiao/feed/", "关于“桥”的评论") + link("/feed/", "Quay » Feed") +
                      link("/commentary/feed/", "Opinion")),
              ElementsAre("https://a.example/feed/", "https://a.example/commentary/feed/"));
}

TEST(OfferedFeedsTest, FeedBelowThePagesOwnAddressComesFirst) {
  const std::string links =
      "<link rel=alternate type='application/rss+xml' href='/feed/'>"
      "<link rel=alternate type='application/rss+xml' href='/category/tech/feed/'>";
  EXPECT_THAT(FeedsOf(links, "https://a.example/category/tech/"),
              ElementsAre("https://a.example/category/tech/feed/", "https://a.example/feed/"));
  EXPECT_THAT(FeedsOf(links, "https://a.example/category/tech"),
              ElementsAre("https://a.example/category/tech/feed/", "https://a.example/feed/"));
  EXPECT_THAT(FeedsOf(links),
              ElementsAre("https://a.example/feed/", "https://a.example/category/tech/feed/"));
}

TEST(OfferedFeedsTest, InterfaceOfWordPressIsNone) {
  EXPECT_THAT(FeedsOf("<link rel=alternate type='application/json' "
                      "href='https://a.example/wp-json/wp/v2/pages/2'>"),
              IsEmpty());
}

TEST(OfferedFeedsTest, NothingButAPageHasThem) {
  EXPECT_THAT(OfferedFeeds("", "", "https://a.example/").uris, IsEmpty());
  EXPECT_THAT(OfferedFeeds("<rss><link rel='alternate' type='application/rss+xml' href='/'/></rss>",
                           "", "https://a.example/")
                  .uris,
              IsEmpty());
}

TEST(OfferedFeedsTest, PageOfSeveralEntriesIsAFeedItself) {
  const std::string entry = "<div class=h-entry><a class='p-name u-url' href=/1>One</a></div>";
  EXPECT_FALSE(OfferedFeeds(Page(entry), "", "https://a.example/").is_feed);
  EXPECT_TRUE(OfferedFeeds(Page(entry + entry), "", "https://a.example/").is_feed);
}

TEST(OfferedFeedsTest, PageIsToldByItsBeginningWhateverItIsCalled) {
  EXPECT_TRUE(LooksLikePage("\n <!doctype HTML><title>x</title>"));
  EXPECT_TRUE(LooksLikePage("<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'>"));
  EXPECT_FALSE(LooksLikePage("<?xml version='1.0'?><rss><channel><title>&lt;html></title>"));
  EXPECT_FALSE(LooksLikePage("<rdf:RDF>"));
  EXPECT_FALSE(LooksLikePage("<urlset><url><loc>https://a.example/<html>"));
  EXPECT_FALSE(LooksLikePage("{\"version\": \"https://jsonfeed.org/version/1.1\"}"));
  EXPECT_FALSE(LooksLikePage(""));
}

}  // namespace
}  // namespace broadsheet::ingest
