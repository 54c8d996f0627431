#include "ingest/formats/wxr.h"

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "ingest/fixtures.h"
#include "ingest/formats/feed_parser.h"
#include "support/matchers.h"

namespace broadsheet::ingest {
namespace {

std::string Export(const std::string& items) {
  return absl::StrCat(
      "<rss version=\"2.0\" xmlns:excerpt=\"http://wordpress.org/export/1.2/excerpt/\""
      " xmlns:content=\"http://purl.org/rss/1.0/modules/content/\""
      " xmlns:dc=\"http://purl.org/dc/elements/1.1/\""
      " xmlns:wp=\"http://wordpress.org/export/1.2/\"><channel><title>Notes</title>"
      "<link>https://notes.example</link><wp:wxr_version>1.2</wp:wxr_version>"
      "<wp:author><wp:author_login>jdoe</wp:author_login>"
      "<wp:author_display_name><![CDATA[Jane Doe]]></wp:author_display_name></wp:author>",
      items, "</channel></rss>");
}

std::string Post(int id, const std::string& content, const std::string& more = "",
                 const std::string& status = "publish", const std::string& type = "post") {
  return absl::StrCat(
      "<item><title>Post ", id, "</title><link>https://notes.example/", id,
      "/</link><pubDate>Wed, 30 Nov -0001 00:00:00 +0000</pubDate><dc:creator>jdoe</dc:creator>"
      "<guid isPermaLink=\"false\">https://notes.example/?p=",
      id, "</guid><description></description><content:encoded><![CDATA[", content,
      "]]></content:encoded><wp:post_date_gmt>2019-03-01 08:00:00</wp:post_date_gmt><wp:status>",
      status, "</wp:status><wp:post_type>", type, "</wp:post_type>", more,
      "<category domain=\"category\" nicename=\"tech\">Tech</category>"
      "<category domain=\"post_tag\" nicename=\"5g\">5G</category></item>");
}

TEST(WxrTest, TakesWhatEverybodyMayRead) {
  ASSERT_OK_AND_ASSIGN(
      const Document document,
      ParseFeed(Export(Post(1, "One.") + Post(2, "Two.", "", "draft") +
                       Post(3, "Three.", "", "private") + Post(4, "Four.", "", "publish", "page") +
                       Post(5, "Five.", "<wp:post_password>x</wp:post_password>") +
                       Post(6, "Six.", "", "future")),
                "", ""));
  ASSERT_EQ(document.entries.size(), 1u);
  EXPECT_EQ(document.left_out, 5);
  EXPECT_EQ(document.entries[0].article.title(), "Post 1");
}

TEST(WxrTest, ReadsWhatTheExportSaysBesideRss) {
  ASSERT_OK_AND_ASSIGN(
      const Document document,
      ParseFeed(Export(Post(1, "First line.\nSecond.\n\nNew paragraph.",
                            "<excerpt:encoded><![CDATA[In short.]]></excerpt:encoded>")),
                "", ""));
  const Entry& entry = document.entries[0];
  EXPECT_EQ(entry.article.authors(0).display_name(), "Jane Doe");
  EXPECT_EQ(entry.publish_date, "2019-03-01 08:00:00 UTC");
  EXPECT_EQ(entry.article.body_html(), "<p>First line.<br>\nSecond.</p>\n<p>New paragraph.</p>\n");
  EXPECT_EQ(entry.article.teaser_html(), "<p>In short.</p>\n");
  EXPECT_EQ(entry.category_names, std::vector<std::string>{"Tech"});
  EXPECT_EQ(entry.tag_names, std::vector<std::string>{"5G"});
}

TEST(WxrTest, MoreMarkDividesAndNamesTheLink) {
  ASSERT_OK_AND_ASSIGN(
      const Document document,
      ParseFeed(Export(Post(1,
                            "<!-- wp:paragraph --><p>Intro.</p><!-- /wp:paragraph -->"
                            "<!--more Keep on--><p>Rest.</p>")),
                "", ""));
  ASSERT_OK_AND_ASSIGN(const PreparedEntry prepared,
                       Prepare(document.entries[0], testing::TestContext("imports/test")));
  const article::v1::Article& article = prepared.write.article();
  EXPECT_EQ(article.teaser_html(), "<p>Intro.</p>");
  EXPECT_EQ(article.body_html(), "<p>Intro.</p>\n<p>Rest.</p>");
  EXPECT_EQ(article.more().label(), "Keep on");
  EXPECT_EQ(article.more().kind(), article::v1::MoreLink::KIND_CONTINUE_READING);
}

TEST(WxrTest, MakesParagraphsOfLines) {
  EXPECT_EQ(HtmlOfPost("One.\n\n<ul><li>a</li></ul>\n\nTwo."),
            "<p>One.</p>\n<ul><li>a</li></ul><p>Two.</p>\n");
  EXPECT_EQ(HtmlOfPost("<pre>a\n\nb</pre>\n\nEnd."), "<pre>a\n\nb</pre><p>End.</p>\n");
  EXPECT_EQ(HtmlOfPost("[caption id=\"1\"]<img src=\"a.jpg\"> A boat[/caption]"),
            "<p><img src=\"a.jpg\"> A boat</p>\n");
  EXPECT_EQ(HtmlOfPost("[captionless] stays"), "<p>[captionless] stays</p>\n");
}

}  // namespace
}  // namespace broadsheet::ingest
