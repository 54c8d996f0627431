// Documents of shapes that took the square of their size once, or ended the
// process: each is read, or refused, in a time that no slow machine exceeds.
#include <gtest/gtest.h>

#include <ctime>
#include <functional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "ingest/fixtures.h"
#include "ingest/prepare/entry.h"
#include "support/sanitizer.h"

namespace broadsheet::ingest {
namespace {

// Of linear work this is done in a tenth of a second; the square of it takes
// minutes.
constexpr size_t kBytes = 1 << 19;
constexpr double kMostSeconds = ::broadsheet::testing::kSanitized ? 100 : 10;

struct Shape {
  const char* name;
  std::string before;
  // Repeated; "#" is the number of the time.
  std::string part;
  std::string behind;
};

std::string Fill(const Shape& shape) {
  std::string document = shape.before;
  for (size_t i = 0; document.size() < kBytes; ++i) {
    document += absl::StrReplaceAll(shape.part, {{"#", absl::StrCat(i)}});
  }
  return document + shape.behind;
}

double ProcessorSeconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

void ReadOne(const Shape& shape, const std::function<void(const std::string&)>& read) {
  SCOPED_TRACE(shape.name);
  const std::string document = Fill(shape);
  const double before = ProcessorSeconds();
  read(document);
  EXPECT_LT(ProcessorSeconds() - before, kMostSeconds);
}

void PrepareAll(const absl::StatusOr<Document>& document) {
  if (!document.ok()) return;
  for (const Entry& entry : document->entries) {
    (void)Prepare(entry, testing::TestContext("feeds/1"));
  }
}

void ReadFeed(const std::string& bytes) {
  PrepareAll(ParseFeed(bytes, "", "https://a.example/feed"));
}

void ReadPage(const std::string& bytes) {
  const auto page = ParseHtmlPage(bytes, "text/html; charset=utf-8", "https://a.example/x/y");
  if (page.ok()) PrepareAll(page->document);
  PrepareAll(ParseArchiveBytes(bytes, "text/html; charset=utf-8", "https://a.example/x/y"));
}

void ReadPush(const std::string& bytes) {
  article::v1::Article article;
  article.set_title("T");
  article.set_canonical_uri("https://a.example/x/1");
  article.set_body_html(bytes);
  (void)Prepare(EntryOfPush(article), testing::TestContext("push/1"));
}

TEST(DocumentShapesTest, BodiesTakeLinearTime) {
  for (const Shape& shape :
       std::vector<Shape>{{"cells in SVG", "<svg>", "<td>", ""},
                          {"items in items", "", "<dd><li>", ""},
                          {"nested links", "", "<a>", ""},
                          {"attributes", "<p ", "a#=1 ", ">x"},
                          {"line breaks", "<p>", "<br>", ""},
                          {"boxes", "<div><div><div><div><div><div>", "<p>x", ""},
                          {"lines", "<pre>", "<span>\n</span>", ""},
                          {"less-than signs", "", "<", ""},
                          {"ampersands", "", "&", ""},
                          {"character references", "", "&#x41;", ""},
                          {"a number", "&#", "9", ";"},
                          {"combining marks", "<p>a", "\u0301\u0323", ""},
                          {"classes", "<p class='", "c ", "'>x"},
                          {"words without space", "<p>", "a.", ""},
                          {"foster parents", "<table>", "<b>x", ""},
                          {"links", "", "<a href='/x?utm_source=1&b=#'>y</a> ", ""},
                          {"images in links", "<p>", "<a href=/#><img src=/#.png></a>", ""},
                          {"a label", "<p>x</p><p><a class=more-link href=/x>", "…", "</a></p>"},
                          {"an ellipsis", "<p>x", "…", ""}}) {
    ReadOne(shape, &ReadPush);
  }
}

TEST(DocumentShapesTest, PagesTakeLinearTime) {
  const std::string post =
      "<article class=hentry><h2 class=entry-title><a href=/1>T</a></h2><p>x</p>";
  for (const Shape& shape : std::vector<Shape>{
           {"categories", post, "<a rel=category href=/category/c#>c#</a>", ""},
           {"authors", post, "<span class=author>Ann B#</span>", ""},
           {"more-links", post, "<p>x</p><a href=/#>Read more</a>", ""},
           {"dates", post + "<div class=info>", "2020-", "</div>"},
           {"posts", "", "<article class=hentry><h2><a href=/#>T</a></h2><p>x</p></article>", ""},
           {"posts in posts", "", "<article class=hentry>", "<h2>x</h2>"},
           {"headings", "<title>T - S</title><article><p>x</p>", "<h2>xy</h2>", ""},
           {"a title", "<title>", "ab", "</title><article><h1>x</h1><h2>xy</h2>"},
           {"bases", "<head>", "<base href=/x>", ""},
           {"attributes of the body", "", "<body a#>", ""},
           {"linked data", "", "<script type='application/ld+json'>{\"@graph\":[]}</script>",
            ""}}) {
    ReadOne(shape, &ReadPage);
  }
}

TEST(DocumentShapesTest, FeedsTakeLinearTime) {
  const std::string feed =
      "<rss xmlns:dc='http://purl.org/dc/elements/1.1/'><channel><title>c</title>"
      "<link>https://a.example/</link>";
  const std::string item = feed + "<item><title>T</title><link>https://a.example/1</link>";
  const std::string end = "</item></channel></rss>";
  const std::string json = "{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":[";
  for (const Shape& shape : std::vector<Shape>{
           {"links in a title", feed + "<item><title>", "<a>", ""},
           {"attributes", item + "<x ", "a#='1' ", "/>" + end},
           {"namespaces", item, "<x xmlns:a#='u#'>", end},
           {"names", item + "<x xmlns:a='u'>", "<a:b/>", "</x>" + end},
           {"categories", item, "<category>c#</category>", end},
           {"creators", item, "<dc:creator>Ann B#</dc:creator>", end},
           {"a date", item + "<pubDate>", "20-", "</pubDate>" + end},
           {"an address", feed + "<item><link>https://a.example/", "a", "</link>" + end},
           {"a base", feed + "<item xml:base='http://a.example/", "a", "'><title>T</title>" + end},
           {"categories of WordPress", feed + "<generator>https://wordpress.org/?v=6</generator>",
            "<item><title>T</title><link>https://a.example/#</link><category>c#</category>"
            "<category>d</category></item>",
            "</channel></rss>"},
           {"brackets", "", "[", ""},
           {"items", json, "{},", "{}]}"}}) {
    ReadOne(shape, &ReadFeed);
  }
}

}  // namespace
}  // namespace broadsheet::ingest
