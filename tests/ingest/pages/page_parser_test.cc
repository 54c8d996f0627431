#include "ingest/pages/page_parser.h"

#include <gtest/gtest.h>

#include <random>

#include "ingest/fixtures.h"
#include "ingest/formats/jsonl.h"
#include "ingest/html/sanitise.h"
#include "support/matchers.h"

namespace broadsheet::ingest {
namespace {

using ::broadsheet::testing::IsError;

bool TakenForArchive(const std::string& name) {
  const auto page = ParseHtmlPage(testing::ReadFile(testing::DataDirectory() + "/" + name), "",
                                  "https://delta.example/x");
  EXPECT_TRUE(page.ok()) << page.status();
  return page.ok() && page->is_archive;
}

TEST(PageParserTest, TellsArchivesFromArticles) {
  EXPECT_TRUE(TakenForArchive("archives/wordpress_classic.html"));
  EXPECT_TRUE(TakenForArchive("archives/wordpress_block.html"));
  EXPECT_TRUE(TakenForArchive("archives/generic.html"));
  EXPECT_FALSE(TakenForArchive("pages/wordpress_single.html"));
  EXPECT_FALSE(TakenForArchive("pages/json_ld.html"));
  EXPECT_FALSE(TakenForArchive("pages/gb18030.html"));
}

TEST(PageParserTest, SaysThatThereIsNoArticle) {
  for (const char* html : {"", "<p>", "<title>x</title>", "<html><body><h1>Title</h1></body>"}) {
    const auto page = ParseHtmlPage(html, "", "https://a.example/x");
    EXPECT_THAT(page, IsError(absl::StatusCode::kInvalidArgument, "https://a.example/x"));
    EXPECT_EQ(Reason(page.status()), "NO_ARTICLE");
  }
  EXPECT_EQ(Reason(ParseArchiveBytes("<p>x</p>", "", "https://a.example/").status()), "NO_ENTRIES");
}

TEST(PageParserTest, RefusesWhatWasWrittenToHurt) {
  std::string deep;
  for (int i = 0; i < 50000; ++i) deep += "<b><div>";
  EXPECT_THAT(ParseHtmlPage(deep, "", "https://a.example/"),
              IsError(absl::StatusCode::kInvalidArgument, "deep"));
  EXPECT_THAT(ParseHtmlPage(std::string(50 << 20, 'x'), "", "https://a.example/"),
              IsError(absl::StatusCode::kInvalidArgument, "52428800 bytes"));
  EXPECT_FALSE(ParseHtmlPage(std::string("a\0b", 3), "", "https://a.example/").ok());
}

TEST(PageParserTest, LeavesItsOwnAddressWhereTheCanonicalOneIsTheFrontPage) {
  const auto page = ParseHtmlPage(
      "<title>T</title><link rel=canonical href=/><article><h1>T</h1><div class=entry-content>"
      "<p>Text.</p></div></article>",
      "", "https://a.example/post");
  ASSERT_OK(page);
  EXPECT_EQ(page->document.entries[0].article.canonical_uri(), "https://a.example/post");
}

// Pieces that parsers trip over, put together at random: whatever comes out, it
// comes out, is safe, and cleaning it again changes nothing.
TEST(PageParserTest, ReadsATitleThatEndsWithSeparators) {
  const auto page = ParseHtmlPage("<title>Headline - -</title><article><h1>Headline</h1><p>" +
                                      std::string(300, 'x') + "</p></article>",
                                  "", "https://a.example/p");
  ASSERT_OK(page);
  EXPECT_EQ(page->document.entries[0].article.title(), "Headline");
}

TEST(PageParserTest, TakesAnyMarkupApart) {
  const std::vector<std::string> pieces = {"<p>",
                                           "</p>",
                                           "<div class=entry-content>",
                                           "</div>",
                                           "<a href=/x class=more-link>",
                                           "</a>",
                                           "<table>",
                                           "<td>",
                                           "</table>",
                                           "<b>",
                                           "</b>",
                                           "<ul><li>",
                                           "</ul>",
                                           "text ",
                                           "深圳 ",
                                           "&hellip;",
                                           "[…]",
                                           "<article class=hentry>",
                                           "</article>",
                                           "<h2><a href=/y>T</a></h2>",
                                           "<pre>\n",
                                           "</pre>",
                                           "<!--more-->",
                                           "<span id=more-1></span>",
                                           "<script>x</script>",
                                           "<svg><p>",
                                           "<math>",
                                           "<br>",
                                           "<figure><img src=/i.png>",
                                           "<figcaption>",
                                           "</figure>",
                                           "<template>",
                                           "</template>",
                                           "<select>",
                                           "<style>",
                                           "</style>",
                                           "<time datetime=2026-01-01>",
                                           "<i>",
                                           "</i>",
                                           "&nbsp;",
                                           "<dl><dt>",
                                           "<dd>",
                                           "<blockquote>",
                                           "<form>",
                                           "</form>",
                                           "<iframe src=x>",
                                           "<noscript>",
                                           "Read more",
                                           "<ruby>x<rt>y"};
  std::mt19937 random(7);
  for (int round = 0; round < 1500; ++round) {
    std::string html;
    for (int i = 0; i < 40; ++i) html += pieces[random() % pieces.size()];
    (void)ParseHtmlPage(html, "", "https://a.example/p");
    article::v1::Article article;
    article.set_title("T");
    article.set_canonical_uri("https://a.example/p");
    article.set_body_html(html);
    const auto once = Prepare(EntryOfPush(article), testing::TestContext("push/fuzz"));
    ASSERT_OK(once);
    const std::string body = once->write.article().body_html();
    for (const char* bad : {"<script", "<iframe", "<svg", "<style", "<form", "class="}) {
      EXPECT_EQ(body.find(bad), std::string::npos) << html << "\n" << body;
    }
    const HtmlNode tree = ParseFragment(body);
    EXPECT_EQ(Serialise(Sanitise(tree, "https://a.example/p")), body) << html;
  }
}

}  // namespace
}  // namespace broadsheet::ingest
