#include "ingest/formats/feed_parser.h"

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "ingest/fixtures.h"
#include "support/matchers.h"

namespace broadsheet::ingest {
namespace {

using ::broadsheet::testing::IsError;
constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

std::string Rss(const std::string& items) {
  return absl::StrCat(
      "<rss version=\"2.0\"><channel><title>T</title>"
      "<link>https://a.example/</link>",
      items, "</channel></rss>");
}

TEST(FeedParserTest, NamesLineOfWhatIsMalformed) {
  EXPECT_THAT(ParseFeed("<rss><channel>\n<item></itm>\n</channel></rss>", "", ""),
              IsError(kInvalid, "line 2"));
  EXPECT_THAT(ParseFeed("{\"version\": }", "", ""), IsError(kInvalid, "byte 13"));
  EXPECT_THAT(ParseFeed("<!DOCTYPE html><html><body></body></html>", "", ""),
              IsError(kInvalid, "not a feed: line 1 has <html>"));
  EXPECT_THAT(ParseFeed("", "", ""), IsError(kInvalid, "empty"));
  EXPECT_THAT(ParseFeed("hello", "", ""), IsError(kInvalid, "line 1"));
  EXPECT_THAT(ParseFeed("<rss version='2.0'/>", "", ""), IsError(kInvalid, "without a channel"));
  EXPECT_THAT(ParseFeed("<rss/>", "text/xml; charset=martian", ""), IsError(kInvalid, "martian"));
}

TEST(FeedParserTest, IsTruncatedAnywhereWithoutHarm) {
  for (const char* name : {"feeds/wordpress_full.xml", "feeds/atom.xml", "feeds/json_feed.json"}) {
    const std::string whole = testing::ReadFile(testing::DataDirectory() + "/" + name);
    size_t end = whole.find_last_of(">}");
    for (size_t size = 0; size < end; size += 37) {
      EXPECT_FALSE(ParseFeed(whole.substr(0, size), "", "").ok()) << name << " " << size;
    }
  }
}

TEST(FeedParserTest, RefusesEntities) {
  EXPECT_THAT(ParseFeed("<!DOCTYPE r [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]>" +
                            Rss("<item><title>&b;</title></item>"),
                        "", ""),
              IsError(kInvalid, "declares an entity, \"a\""));
  EXPECT_FALSE(ParseFeed("<!DOCTYPE r [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>" +
                             Rss("<item><title>&x;</title></item>"),
                         "", "")
                   .ok());
}

TEST(FeedParserTest, KnowsTheEntitiesOfHtml) {
  ASSERT_OK_AND_ASSIGN(const Document document,
                       ParseFeed(Rss("<item><title>a&mdash;b&hellip;</title></item>"), "", ""));
  EXPECT_EQ(document.entries[0].article.title(), "a—b…");
}

TEST(FeedParserTest, TakesAPermalinkGuidForTheLink) {
  ASSERT_OK_AND_ASSIGN(
      const Document document,
      ParseFeed(Rss("<item><title>a</title><guid>https://a.example/1</guid></item>"
                    "<item><title>b</title><guid isPermaLink='false'>https://a.example/2</guid>"
                    "</item>"),
                "", ""));
  EXPECT_EQ(document.entries[0].article.canonical_uri(), "https://a.example/1");
  EXPECT_EQ(document.entries[1].article.canonical_uri(), "");
}

TEST(FeedParserTest, RefusesOneLargeEntryAlone) {
  const std::string large = std::string(9 << 20, 'x');
  ASSERT_OK_AND_ASSIGN(
      const Document document,
      ParseFeed(Rss(absl::StrCat("<item><guid>1</guid><description>", large,
                                 "</description></item><item><guid>2</guid></item>")),
                "", ""));
  ASSERT_EQ(document.errors.size(), 1u);
  EXPECT_EQ(document.errors[0].id, "1");
  ASSERT_EQ(document.entries.size(), 1u);
  EXPECT_EQ(document.entries[0].article.source_guid(), "2");
}

TEST(FeedParserTest, RefusesNumbersThatAreTooLarge) {
  const auto feed =
      ParseFeed(R"({"version":"https://jsonfeed.org/version/1.1","items":[{"id":1e999}]})", "", "");
  EXPECT_EQ(feed.status().code(), absl::StatusCode::kInvalidArgument);
}

TEST(FeedParserTest, NamesTheLineOfAnElementWithTooManyAttributes) {
  std::string attributes;
  for (int i = 0; i < 501; ++i) absl::StrAppend(&attributes, " a", i, "='>'");
  const auto feed = ParseFeed("<rss>\n<x" + attributes + "/></rss>", "", "");
  EXPECT_EQ(feed.status().message(), "line 2: 501 attributes of one element; at most 500");
}

TEST(FeedParserTest, ReadsTextsLargerThanAnArticle) {
  const std::string text(11 << 20, 'x');
  const auto feed = ParseFeed("<rss><channel><description>" + text +
                                  "</description><item><title>T</title></item></channel></rss>",
                              "", "");
  ASSERT_OK(feed);
  EXPECT_EQ(feed->entries.size(), 1);
}

TEST(FeedParserTest, LeavesOutWhatIsBeyond100000Entries) {
  std::string items;
  for (int i = 0; i < 100'001; ++i) items += "<item/>";
  const auto feed = ParseFeed("<rss><channel>" + items + "</channel></rss>", "", "");
  ASSERT_OK(feed);
  EXPECT_EQ(feed->entries.size(), 100'000);
  EXPECT_EQ(feed->errors.size(), 1);
}

TEST(FeedParserTest, SurvivesDeepNesting) {
  std::string deep;
  for (int i = 0; i < 200000; ++i) deep += "<a>";
  EXPECT_FALSE(ParseFeed("<rss><channel>" + deep, "", "").ok());
  EXPECT_THAT(ParseFeed("{\"a\":" + std::string(200000, '['), "", ""),
              IsError(kInvalid, "nested more than 100 deep"));
}

TEST(FeedParserTest, KeepsTheBytesOfAnEntry) {
  ASSERT_OK_AND_ASSIGN(const Document document,
                       ParseFeed(Rss("<item><guid>1</guid><x>y</x></item>"), "", ""));
  EXPECT_EQ(document.entries[0].raw, "<item><guid>1</guid><x>y</x></item>");
}

}  // namespace
}  // namespace broadsheet::ingest
