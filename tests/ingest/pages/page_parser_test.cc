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
    EXPECT_EQ(Serialise(Sanitise(tree, {"https://a.example/p"})), body) << html;
  }
}

constexpr char kParagraphs[] =
    "<p>The ferry company said on Friday that it would put two new boats on the night line, after "
    "a trial that ran through the summer.</p><p>Both boats were built across the bay, and the "
    "first of them sails next week with room for three hundred people.</p>";

// The article of a page with this head and body, read from https://a.example/2026/boats/.
Entry ArticleOf(const std::string& head, const std::string& body) {
  const auto page = ParseHtmlPage("<html><head>" + head + "</head><body>" + body + "</body></html>",
                                  "text/html; charset=utf-8", "https://a.example/2026/boats/");
  EXPECT_TRUE(page.ok()) << page.status();
  if (!page.ok() || page->document.entries.empty()) return {};
  EXPECT_FALSE(page->is_archive);
  return page->document.entries[0];
}

std::string JsonLd(const std::string& json) {
  return "<script type=\"application/ld+json\">" + json + "</script>";
}

TEST(PageParserTest, AnotherStorysDescriptionGivesNothing) {
  const std::string other =
      R"({"@type":"NewsArticle","headline":"Other story","url":"https://a.example/other",)"
      R"("datePublished":"2020-01-01","author":{"name":"Some One"}})";
  const std::string own =
      R"({"@type":"NewsArticle","headline":"Boats return","url":"/2026/boats/",)"
      R"("datePublished":"2026-11-20T08:00:00Z","author":{"name":"Right One"}})";
  const std::string body =
      std::string("<article><h1>Boats return</h1>") + kParagraphs + "</article>";
  const Entry first = ArticleOf(JsonLd(other) + JsonLd(own), body);
  EXPECT_EQ(first.publish_date, "2026-11-20T08:00:00Z");
  EXPECT_EQ(first.article.canonical_uri(), "https://a.example/2026/boats/");
  ASSERT_EQ(first.article.authors_size(), 1);
  EXPECT_EQ(first.article.authors(0).display_name(), "Right One");
  const Entry alone = ArticleOf(JsonLd(other), body);
  EXPECT_EQ(alone.publish_date, "");
  EXPECT_EQ(alone.article.title(), "Boats return");
  EXPECT_TRUE(alone.article.authors().empty());
}

TEST(PageParserTest, FollowsReferencesInItsDescription) {
  const Entry entry = ArticleOf(
      JsonLd(R"({"@graph":[{"@type":"WebPage","mainEntity":{"@type":"Article","headline":)"
             R"("Boats return","author":[{"@id":"#p"}],"image":{"@id":"#i"},)"
             R"("publisher":{"@id":"#o"},}},{"@type":"Person","@id":"#p","name":"Dina Kiss"},)"
             R"({"@type":"ImageObject","@id":"#i","url":"https://a.example/b.jpg"},)"
             R"({"@type":"Organization","@id":"#o","name":"Notes Ltd"}]} /* made by a plugin */)"),
      std::string("<article><h1>Boats return</h1>") + kParagraphs + "</article>");
  ASSERT_EQ(entry.article.authors_size(), 1);
  EXPECT_EQ(entry.article.authors(0).display_name(), "Dina Kiss");
  EXPECT_EQ(entry.article.image_uri(), "https://a.example/b.jpg");
  EXPECT_EQ(entry.article.source().title(), "Notes Ltd");
}

TEST(PageParserTest, BelievesNoCanonicalUriOfAnotherHost) {
  const std::string body =
      std::string("<article><h1>Boats return</h1>") + kParagraphs + "</article>";
  for (const char* uri : {"http://127.0.0.1:3000/x", "https://b.example/2026/boats/",
                          "https://a.example/", "javascript:0"}) {
    EXPECT_EQ(ArticleOf(std::string("<link rel=canonical href='") + uri + "'>", body)
                  .article.canonical_uri(),
              "https://a.example/2026/boats/")
        << uri;
  }
  EXPECT_EQ(ArticleOf("<link rel=canonical href='https://www.a.example/boats'>", body)
                .article.canonical_uri(),
            "https://www.a.example/boats");
}

TEST(PageParserTest, CardsOfOtherStoriesAreNotTheArticle) {
  std::string cards;
  for (const char* n : {"1", "2", "3"}) {
    cards += std::string("<article class=card><h3><a href='/r") + n + "'>Related " + n +
             "</a></h3><p>A teaser of it.</p></article>";
  }
  const std::string story = std::string("<h1>Boats return</h1>") + kParagraphs;
  for (const std::string& body :
       {"<main><article>" + story + "</article></main><div class=more-stories>" + cards + "</div>",
        "<main><article>" + story + "<div class=read-next>" + cards + "</div></article></main>"}) {
    const Entry entry = ArticleOf("", body);
    EXPECT_EQ(entry.article.title(), "Boats return") << body;
    EXPECT_EQ(entry.article.body_html().find("Related"), std::string::npos) << body;
  }
}

TEST(PageParserTest, FindsTextWithoutParagraphs) {
  const std::string line =
      "连接深圳与珠海的新航线今日正式开通，首班船载客三百人，许多市民一早就来到码头，现场十分热闹，"
      "气氛也很好。";
  for (const std::string& text :
       {"<div class=zoom>　　" + line + "<br>　　" + line + "</div>",
        "<div><div>" + line + "</div><div>" + line + "</div></div>",
        "<table><tr><td>" + line + "<br><br>" + line + "</td></tr></table>",
        "<div class=text><span>" + line + "</span><br><span>" + line + "</span></div>"}) {
    const Entry entry = ArticleOf("<title>新航线</title>",
                                  "<div class=nav><a href='/'>首页</a></div><h1>新航线开通</h1>"
                                  "<div class=info>2026年11月20日10:05　来源：南方观察</div>" +
                                      text + "<div class=share>分享到：微信</div>");
    EXPECT_EQ(entry.article.title(), "新航线开通") << text;
    EXPECT_NE(entry.article.body_html().find(line), std::string::npos) << text;
    EXPECT_EQ(entry.article.body_html().find("分享到"), std::string::npos) << text;
    EXPECT_EQ(entry.publish_date, "2026年11月20日10:05 ") << text;
  }
}

TEST(PageParserTest, TakesTheTextOfItsDescriptionWhereScriptsMakeThePage) {
  const Entry entry = ArticleOf(
      JsonLd(
          R"({"@type":"NewsArticle","headline":"Boats return","articleBody":"One & all.\n\nTwo."})"),
      "<div id=root></div>");
  EXPECT_EQ(entry.article.body_html(), "<p>One &amp; all.</p><p>Two.</p>");
}

}  // namespace
}  // namespace broadsheet::ingest
