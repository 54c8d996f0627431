#include "ingest/formats/wxr.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "ingest/fixtures.h"
#include "ingest/formats/feed_parser.h"
#include "support/matchers.h"

namespace broadsheet::ingest {
namespace {

using ::broadsheet::testing::EqualsProto;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Pair;

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
  EXPECT_THAT(document.left_out_kinds,
              ElementsAre(Pair("draft", 1), Pair("page", 1), Pair("password", 1),
                          Pair("private", 1), Pair("scheduled", 1)));
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
  EXPECT_THAT(entry.article.categories(), ElementsAre("categories/tech"));
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

// What `content` of a post comes to in the archive.
article::v1::Article Prepared(const std::string& content) {
  const absl::StatusOr<Document> document = ParseFeed(Export(Post(1, content)), "", "");
  EXPECT_OK(document);
  const auto prepared = Prepare(document->entries.at(0), testing::TestContext("imports/test"));
  EXPECT_OK(prepared);
  return prepared->write.article();
}

TEST(WxrTest, WithoutTeaserTheTextBeginsBehindTheMark) {
  const article::v1::Article article = Prepared(
      "A pier opens.\n\n<!-- wp:more {\"noTeaser\":true} --><!--more Sail on--><!--noteaser-->"
      "<!-- /wp:more -->\n\nBoats came.");
  EXPECT_EQ(article.teaser_html(), "<p>A pier opens.</p>");
  EXPECT_EQ(article.body_html(), "<p>Boats came.</p>");
  EXPECT_EQ(article.more().label(), "Sail on");
  EXPECT_EQ(article.more().uri(), "https://notes.example/1/");
}

TEST(WxrTest, NoTeaserAloneChangesNothing) {
  EXPECT_EQ(Prepared("One.<!--noteaser-->").body_html(), "<p>One.</p>");
  const article::v1::Article unmarked = Prepared("<!--noteaser--><!--more-->All.");
  EXPECT_EQ(unmarked.body_html(), "<p>All.</p>");
  EXPECT_EQ(unmarked.more().kind(), article::v1::MoreLink::KIND_NONE);
}

TEST(WxrTest, CategoriesGoByTheirSlugsBelowTheirParents) {
  const std::string shelves =
      "<wp:category><wp:category_nicename>gadgets</wp:category_nicename>"
      "<wp:category_parent>tech</wp:category_parent>"
      "<wp:cat_name><![CDATA[Gadgets &amp; Toys]]></wp:cat_name></wp:category>"
      "<wp:category><wp:category_nicename>tech</wp:category_nicename><wp:category_parent/>"
      "<wp:cat_name><![CDATA[Technology]]></wp:cat_name></wp:category>"
      "<wp:category><wp:category_nicename>unused</wp:category_nicename>"
      "<wp:cat_name>Unused</wp:cat_name></wp:category>";
  const std::string own =
      "<category domain=\"category\" nicename=\"gadgets\"><![CDATA[Gadgets]]></category>"
      "<category domain=\"category\" nicename=\"%e6%b7%b1%e5%9c%b3\">深圳</category>"
      "<category domain=\"post_format\" nicename=\"post-format-aside\">Aside</category>"
      "<category domain=\"series\" nicename=\"bay\">The Bay</category>";
  ASSERT_OK_AND_ASSIGN(const Document document,
                       ParseFeed(Export(shelves + Post(1, "One.", own)), "", ""));
  EXPECT_THAT(document.entries.at(0).article.categories(),
              ElementsAre("categories/gadgets", "categories/深圳", "categories/tech"));
  EXPECT_THAT(document.entries[0].tag_names, ElementsAre("The Bay", "5G"));
  EXPECT_THAT(document.categories,
              ElementsAre(EqualsProto("name: 'categories/tech' title: 'Technology'"),
                          EqualsProto("name: 'categories/gadgets' title: 'Gadgets & Toys' "
                                      "parent: 'categories/tech'"),
                          EqualsProto("name: 'categories/深圳' title: '深圳'")));
}

std::string Thumbnail(int id) {
  return absl::StrCat("<wp:postmeta><wp:meta_key>_thumbnail_id</wp:meta_key><wp:meta_value>", id,
                      "</wp:meta_value></wp:postmeta>");
}

TEST(WxrTest, PicturesAreFoundBeforeAndBehindTheirPosts) {
  const std::string picture =
      Post(7, "",
           "<wp:post_id>7</wp:post_id><wp:attachment_url>https://notes.example/a.jpg"
           "</wp:attachment_url>",
           "inherit", "attachment");
  ASSERT_OK_AND_ASSIGN(
      const Document document,
      ParseFeed(Export(Post(1, "One.", Thumbnail(7)) + picture + Post(2, "Two.", Thumbnail(7)) +
                       Post(3, "Three.", Thumbnail(8))),
                "", ""));
  ASSERT_EQ(document.entries.size(), 3u);
  EXPECT_EQ(document.entries[0].article.image_uri(), "https://notes.example/a.jpg");
  EXPECT_EQ(document.entries[1].article.image_uri(), "https://notes.example/a.jpg");
  EXPECT_EQ(document.entries[2].image_id, "8");
  EXPECT_THAT(document.pictures, ElementsAre(Pair("7", "https://notes.example/a.jpg")));
  ASSERT_OK_AND_ASSIGN(const PreparedEntry prepared,
                       Prepare(document.entries[0], testing::TestContext("imports/test")));
  EXPECT_THAT(prepared.write.asserted_fields().paths(), Contains("image_uri"));
}

TEST(WxrTest, CommentsAreCounted) {
  const std::string comments =
      "<wp:comment><wp:comment_id>1</wp:comment_id></wp:comment>"
      "<wp:comment><wp:comment_id>2</wp:comment_id></wp:comment>";
  ASSERT_OK_AND_ASSIGN(
      const Document document,
      ParseFeed(Export(Post(1, "One.", comments) + Post(2, "Two.", comments, "draft")), "", ""));
  EXPECT_EQ(document.comments, 2);
}

TEST(WxrTest, IsReadWithoutVersionOrNamespaces) {
  ASSERT_OK_AND_ASSIGN(
      const Document document,
      ParseFeed("<rss><channel><title>Notes</title><link>https://notes.example</link>" +
                    Post(1, "One.") + Post(2, "Two.", "", "draft") + "</channel></rss>",
                "", ""));
  EXPECT_EQ(document.left_out, 1);
  EXPECT_EQ(document.entries.at(0).publish_date, "2019-03-01 08:00:00 UTC");
}

TEST(WxrTest, BadBytesCostNoPost) {
  std::string post = Post(1, "Caf\xE9 \x01 open. <script>//<![CDATA[\nx()//]]></script> Ends.");
  ASSERT_OK_AND_ASSIGN(const Document document, ParseFeed(Export(post + Post(2, "Two.")), "", ""));
  ASSERT_EQ(document.entries.size(), 2u);
  EXPECT_NE(document.entries[0].article.body_html().find("Café"), std::string::npos)
      << document.entries[0].article.body_html();
  EXPECT_NE(document.entries[0].article.body_html().find("Ends."), std::string::npos);
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
