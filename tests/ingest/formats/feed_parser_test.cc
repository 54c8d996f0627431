#include "ingest/formats/feed_parser.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "ingest/fixtures.h"
#include "ingest/formats/overlooked.h"
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
  EXPECT_THAT(ParseFeed("<rss><channel>\n<itm></channel>", "", ""), IsError(kInvalid, "line 2"));
  EXPECT_THAT(ParseFeed("{\"version\": }", "", ""), IsError(kInvalid, "byte 13"));
  EXPECT_THAT(ParseFeed("<!DOCTYPE html><html><body></body></html>", "", ""),
              IsError(kInvalid, "not a feed: line 1 has <html>"));
  EXPECT_THAT(ParseFeed("", "", ""), IsError(kInvalid, "empty"));
  EXPECT_THAT(ParseFeed("hello", "", ""), IsError(kInvalid, "line 1"));
  EXPECT_THAT(ParseFeed("<rss version='2.0'/>", "", ""), IsError(kInvalid, "without a channel"));
}

TEST(FeedParserTest, TakesTheWholeEntriesOfATruncatedFeed) {
  for (const char* name : {"feeds/wordpress_full.xml", "feeds/atom.xml", "feeds/json_feed.json"}) {
    const std::string whole = testing::ReadFile(testing::DataDirectory() + "/" + name);
    ASSERT_OK_AND_ASSIGN(const Document complete, ParseFeed(whole, "", ""));
    const size_t end = whole.find_last_of(">}");
    size_t most = 0;
    for (size_t size = 0; size < end; size += 37) {
      const auto cut = ParseFeed(whole.substr(0, size), "", "");
      if (!cut.ok()) continue;
      EXPECT_NE(cut->defect, "") << name << " " << size;
      ASSERT_LE(cut->entries.size(), complete.entries.size());
      most = std::max(most, cut->entries.size());
      for (size_t i = 0; i < cut->entries.size(); ++i) {
        EXPECT_THAT(cut->entries[i].article.body_html(), complete.entries[i].article.body_html())
            << name << " " << size;
      }
    }
    EXPECT_GE(most + 1, complete.entries.size()) << name;
  }
}

// The titles of the entries of `feed`.
std::vector<std::string> TitlesOf(const std::string& feed) {
  const absl::StatusOr<Document> document = ParseFeed(feed, "", "");
  if (!document.ok()) return {document.status().ToString()};
  std::vector<std::string> titles;
  for (const Entry& entry : document->entries) titles.push_back(entry.article.title());
  return titles;
}

TEST(FeedParserTest, ReadsWhatIsNotWellFormed) {
  const std::string good = "<item><title>Good</title></item>";
  const auto titles = [&](const std::string& bad) { return TitlesOf(Rss(bad + good)); };
  using Titles = std::vector<std::string>;
  EXPECT_EQ(
      titles("<item><title>Fish & chips</title><link>https://a.example/?a=1&b=2</link></item>"),
      (Titles{"Fish & chips", "Good"}));
  EXPECT_EQ(titles("<item><title>A &foo; B &#8;C &#55357;&#56832;</title></item>"),
            (Titles{"A &foo; B C 😀", "Good"}));
  EXPECT_EQ(titles("<item><title>5 < 6</title></item>"), (Titles{"5 < 6", "Good"}));
  EXPECT_EQ(titles("<item><title><![CDATA[x[y[0]]>1] ok]]></title></item>"),
            (Titles{"x[y[0]]>1] ok", "Good"}));
  EXPECT_EQ(titles("<item><Title>Cased</TITLE></item>"), (Titles{"Cased", "Good"}));
  EXPECT_EQ(titles("<item><title>Open</item>"), (Titles{"Open", "Good"}));
  EXPECT_EQ(titles("<item><title>Next begins</title>"), (Titles{"Next begins", "Good"}));
  EXPECT_EQ(
      titles("<item><title>Marked up</title><description><p>One<br>Two</b></description></item>"),
      (Titles{"Marked up", "Good"}));
  EXPECT_EQ(TitlesOf("noise <?xml version='1.0'?>" + Rss(good) + "<script>x()</script>"),
            Titles{"Good"});
}

TEST(FeedParserTest, KnowsNamespacesByWhatIsMeant) {
  const std::string item =
      "<item><title>T</title><content:encoded>&lt;p>All&lt;/p></content:encoded>"
      "<dc:creator>Mei Lam</dc:creator><media:thumbnail url='https://a.example/i.jpg'/></item>";
  for (const std::string declared : {"",
                                     "xmlns:content='http://purl.org/rss/1.0/modules/content' "
                                     "xmlns:dc='https://purl.org/dc/elements/1.1/' "
                                     "xmlns:media='http://search.yahoo.com/mrss'"}) {
    ASSERT_OK_AND_ASSIGN(
        const Document document,
        ParseFeed("<rss " + declared + "><channel>" + item + "</channel></rss>", "", ""));
    const article::v1::Article& article = document.entries[0].article;
    EXPECT_EQ(article.body_html(), "<p>All</p>") << declared;
    ASSERT_EQ(article.authors_size(), 1) << declared;
    EXPECT_EQ(article.authors(0).display_name(), "Mei Lam");
    EXPECT_EQ(article.image_uri(), "https://a.example/i.jpg");
  }
}

TEST(FeedParserTest, ReadsRssInAnyDress) {
  using Titles = std::vector<std::string>;
  EXPECT_EQ(TitlesOf("<RSS><CHANNEL><ITEM><TITLE>Up</TITLE></ITEM></CHANNEL></RSS>"), Titles{"Up"});
  EXPECT_EQ(TitlesOf("<rss><channel/><item><title>Outside</title></item></rss>"),
            Titles{"Outside"});
  EXPECT_EQ(TitlesOf("<rss xmlns='http://backend.userland.com/rss2'><channel><item><title>Old"
                     "</title></item></channel></rss>"),
            Titles{"Old"});
}

TEST(FeedParserTest, ReadsAtom03) {
  ASSERT_OK_AND_ASSIGN(
      const Document document,
      ParseFeed("<feed version='0.3' xmlns='http://purl.org/atom/ns#'><entry><title>Old</title>"
                "<issued>2004-05-01T08:00:00Z</issued><content type='text/html' mode='escaped'>"
                "&lt;p>Hello.&lt;/p></content></entry></feed>",
                "", ""));
  EXPECT_EQ(document.entries[0].publish_date, "2004-05-01T08:00:00Z");
  EXPECT_EQ(document.entries[0].article.body_html(), "<p>Hello.</p>");
}

TEST(FeedParserTest, LosesOneBrokenItemOfAJsonFeedAlone) {
  const std::string head = R"({"version":"https://jsonfeed.org/version/1.1","items":[)";
  const std::string good = R"({"id":"2","title":"Good"})";
  using Titles = std::vector<std::string>;
  EXPECT_EQ(TitlesOf(head + R"({"id":"1","title":"Cut \ud83d"},)" + good + "]}"),
            (Titles{"Cut \xEF\xBF\xBD", "Good"}));
  EXPECT_EQ(TitlesOf(head + R"({"id":"1","title":"Comma",},)" + good + ",]}"),
            (Titles{"Comma", "Good"}));
  ASSERT_OK_AND_ASSIGN(const Document document,
                       ParseFeed(head + R"({"id": broken},)" + good + "]}", "", ""));
  EXPECT_EQ(document.entries.size(), 1u);
  EXPECT_EQ(document.errors.size(), 1u);
  EXPECT_NE(document.defect, "");
}

TEST(FeedParserTest, RefusesEntities) {
  EXPECT_THAT(ParseFeed("<!DOCTYPE r [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]>" +
                            Rss("<item><title>&b;</title></item>"),
                        "", ""),
              IsError(kInvalid, "declares an entity, \"b\""));
  EXPECT_FALSE(ParseFeed("<!DOCTYPE r [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>" +
                             Rss("<item><title>&x;</title></item>"),
                         "", "")
                   .ok());
}

TEST(FeedParserTest, TakesEntitiesOfAFewCharacters) {
  EXPECT_EQ(TitlesOf("<!DOCTYPE rss [<!ENTITY nbsp \"&#160;\"><!ENTITY co \"Acme\">]>" +
                     Rss("<item><title>A&nbsp;B of &co;</title></item>")),
            std::vector<std::string>{"A B of Acme"});
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

TEST(FeedParserTest, ItemsInAWrapperAreItems) {
  EXPECT_THAT(TitlesOf(Rss("<items><item><title>A</title><link>/a</link></item></items>")),
              ::testing::ElementsAre("A"));
}

// What of `feed` nothing was made of.
std::vector<std::string> OverlookedIn(const std::string& feed) {
  const absl::StatusOr<Document> document = ParseFeed(feed, "", "");
  if (!document.ok()) return {document.status().ToString()};
  std::vector<std::string> overlooked;
  for (const EntryError& error : document->errors) {
    if (IsOverlooked(error)) overlooked.emplace_back(error.status.message());
  }
  return overlooked;
}

TEST(FeedParserTest, TextThatNothingIsMadeOfIsSaid) {
  const std::string text = "Forty bytes of words or more, so that it is no date and no number.";
  EXPECT_THAT(
      OverlookedIn(Rss("<item><title>A</title><link>/a</link><story>" + text + "</story></item>")),
      ::testing::ElementsAre("line 1: <story> with 66 bytes of text"));
  EXPECT_THAT(OverlookedIn(Rss("<item><title>A</title><link>/a</link><description>B</description>"
                               "<story>" +
                               text + "</story></item>")),
              ::testing::IsEmpty());
  EXPECT_THAT(OverlookedIn(Rss("<item><title>A</title><link>/a</link></item><entry><title>B"
                               "</title><link>/b</link></entry>")),
              ::testing::ElementsAre("line 1: <entry> with 3 bytes of text"));
  EXPECT_THAT(OverlookedIn(Rss("<image><title>A</title><link>/a</link></image>")),
              ::testing::IsEmpty());
}

TEST(FeedParserTest, FeedWhoseEntriesHaveAnotherNameIsRefused) {
  EXPECT_THAT(ParseFeed(Rss("<story><title>A</title><link>/a</link></story>"), "", ""),
              IsError(kInvalid, "the feed has no entries: line 1: <story>"));
  EXPECT_OK(ParseFeed(Rss(""), "", ""));
}

TEST(FeedParserTest, OlderDocumentsAreAbsolute) {
  const auto older = [](const std::string& links) {
    return ParseFeed(
               "<feed xmlns='http://www.w3.org/2005/Atom'><title>T</title>" + links + "</feed>", "",
               "https://a.example/feeds/all")
        ->older_uri;
  };
  EXPECT_EQ(older("<link rel='next' href='?page=2'/>"), "https://a.example/feeds/all?page=2");
  EXPECT_EQ(older("<link rel='next' href='2'/><link rel='prev-archive' href='/2025'/>"),
            "https://a.example/2025");
  EXPECT_EQ(older(""), "");
}

TEST(FeedParserTest, ReadsWhoTellsOfChanges) {
  const std::string links =
      "<link xmlns=\"http://www.w3.org/2005/Atom\" rel=\"self\" href=\"https://a.example/feed\"/>"
      "<link xmlns=\"http://www.w3.org/2005/Atom\" rel=\"hub\" href=\"https://hub.example/\"/>"
      "<link xmlns=\"http://www.w3.org/2005/Atom\" rel=\"hub\" href=\"https://second.example/\"/>";
  const std::string item = "<item><title>a</title></item>";
  for (const std::string& feed :
       {Rss(links + item),
        "<feed xmlns='http://www.w3.org/2005/Atom'>" + links +
            "<entry><title>a</title></entry></feed>",
        std::string("{\"version\": \"https://jsonfeed.org/version/1.1\", \"title\": \"T\","
                    " \"feed_url\": \"https://a.example/feed\", \"hubs\": [1,"
                    " {\"type\": \"rssCloud\", \"url\": \"https://cloud.example/\"},"
                    " {\"type\": \"WebSub\", \"url\": \"https://hub.example/\"}],"
                    " \"items\": [{\"id\": \"a\", \"content_text\": \"a\"}]}")}) {
    ASSERT_OK_AND_ASSIGN(const Document document, ParseFeed(feed, "", "https://a.example/feed"));
    EXPECT_EQ(document.hub_uri, "https://hub.example/") << feed;
    EXPECT_EQ(document.self_uri, "https://a.example/feed") << feed;
  }
  ASSERT_OK_AND_ASSIGN(const Document none, ParseFeed(Rss(item), "", "https://a.example/feed"));
  EXPECT_EQ(none.hub_uri, "");
}

}  // namespace
}  // namespace broadsheet::ingest
