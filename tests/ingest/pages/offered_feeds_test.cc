#include "ingest/pages/offered_feeds.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace broadsheet::ingest {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::string Page(const std::string& head) {
  return "<!DOCTYPE html>\n<html><head>" + head + "</head><body>Hello</body></html>";
}

TEST(OfferedFeedsTest, AreTheAlternatesOfAFeedsTypeMadeAbsolute) {
  EXPECT_THAT(
      OfferedFeeds(Page("<base href=\"https://b.example/x/\">"
                        "<link rel='alternate stylesheet' type='text/css' href='a.css'>"
                        "<link rel=alternate type='application/rss+xml' href=feed/>"
                        "<link REL='home ALTERNATE' type='Application/Atom+XML' href='/atom'>"
                        "<link rel=alternate type='application/feed+json' href='feed.json'>"
                        "<link rel=alternate type='application/rss+xml' href='feed/'>"),
                   "text/html", "https://a.example/"),
      ElementsAre("https://b.example/x/feed/", "https://b.example/atom",
                  "https://b.example/x/feed.json"));
}

TEST(OfferedFeedsTest, AreTenAtMost) {
  std::string links;
  for (int i = 0; i < 50; ++i) {
    links += "<link rel=alternate type='application/rss+xml' href='/" + std::to_string(i) + "'>";
  }
  EXPECT_EQ(OfferedFeeds(Page(links), "", "https://a.example/").size(), 10);
}

TEST(OfferedFeedsTest, InterfaceOfWordPressIsNone) {
  EXPECT_THAT(OfferedFeeds(Page("<link rel=alternate type='application/json' "
                                "href='https://a.example/wp-json/wp/v2/pages/2'>"),
                           "", "https://a.example/"),
              IsEmpty());
}

TEST(OfferedFeedsTest, NothingButAPageHasThem) {
  EXPECT_THAT(OfferedFeeds("", "", "https://a.example/"), IsEmpty());
  EXPECT_THAT(OfferedFeeds("<rss><link rel='alternate' type='application/rss+xml' href='/'/></rss>",
                           "", "https://a.example/"),
              IsEmpty());
}

TEST(OfferedFeedsTest, PageIsToldByItsBeginningWhateverItIsCalled) {
  EXPECT_TRUE(LooksLikePage("\n <!doctype HTML><title>x</title>"));
  EXPECT_TRUE(LooksLikePage("<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'>"));
  EXPECT_FALSE(LooksLikePage("<?xml version='1.0'?><rss><channel><title>&lt;html></title>"));
  EXPECT_FALSE(LooksLikePage("<rdf:RDF>"));
  EXPECT_FALSE(LooksLikePage("{\"version\": \"https://jsonfeed.org/version/1.1\"}"));
  EXPECT_FALSE(LooksLikePage(""));
}

}  // namespace
}  // namespace broadsheet::ingest
