#include <gmock/gmock.h>
#include <libxml/parser.h>
#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>

#include <nlohmann/json.hpp>

#include "absl/time/clock.h"
#include "web/feeds/feed.h"
#include "web/feeds/item.h"
#include "web/feeds/xml_writer.h"
#include "web/site_fixture.h"

namespace broadsheet::web {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

// A parsed feed, asked with XPath ("a:" is Atom, "s:" sitemaps, "n:" news).
class FeedDocument {
 public:
  explicit FeedDocument(const std::string& xml)
      : document_(xmlReadMemory(xml.data(), static_cast<int>(xml.size()), nullptr, nullptr,
                                XML_PARSE_NONET | XML_PARSE_NOERROR),
                  &xmlFreeDoc) {}

  bool is_well_formed() const { return document_ != nullptr; }

  std::vector<std::string> Find(const char* path) const {
    const std::unique_ptr<xmlXPathContext, decltype(&xmlXPathFreeContext)> context(
        xmlXPathNewContext(document_.get()), &xmlXPathFreeContext);
    xmlXPathRegisterNs(context.get(), BAD_CAST "a", BAD_CAST "http://www.w3.org/2005/Atom");
    xmlXPathRegisterNs(context.get(), BAD_CAST "s",
                       BAD_CAST "http://www.sitemaps.org/schemas/sitemap/0.9");
    xmlXPathRegisterNs(context.get(), BAD_CAST "n",
                       BAD_CAST "http://www.google.com/schemas/sitemap-news/0.9");
    const std::unique_ptr<xmlXPathObject, decltype(&xmlXPathFreeObject)> found(
        xmlXPathEvalExpression(BAD_CAST path, context.get()), &xmlXPathFreeObject);
    std::vector<std::string> values;
    for (int i = 0; found->nodesetval != nullptr && i < found->nodesetval->nodeNr; ++i) {
      xmlChar* value = xmlNodeGetContent(found->nodesetval->nodeTab[i]);
      values.emplace_back(reinterpret_cast<const char*>(value));
      xmlFree(value);
    }
    return values;
  }

 private:
  std::unique_ptr<xmlDoc, decltype(&xmlFreeDoc)> document_;
};

class FeedTest : public testing::SiteTest {};

TEST_F(FeedTest, RssHoldsTheArticlesOfItsCategory) {
  const httplib::Response response = Get("/category/tech/feed/");
  EXPECT_EQ(response.get_header_value("Content-Type"), "application/rss+xml; charset=utf-8");
  const FeedDocument feed(response.body);
  ASSERT_TRUE(feed.is_well_formed());
  EXPECT_THAT(feed.Find("/rss/channel/title"), ElementsAre("Tech – Estuary Post"));
  EXPECT_THAT(feed.Find("/rss/channel/item"), SizeIs(20));
  EXPECT_THAT(feed.Find("/rss/channel/item[1]/title"),
              ElementsAre("The night shift at the drone port"));
  EXPECT_THAT(feed.Find("/rss/channel/item[1]/link"),
              ElementsAre("https://estuary.example/2026/06/18/the-night-shift-at-the-drone-port"));
  EXPECT_THAT(feed.Find("/rss/channel/item[1]/guid"),
              ElementsAre("urn:uuid:019ee000-0000-7000-8000-000000000001"));
  EXPECT_THAT(feed.Find("/rss/channel/item[1]/pubDate"),
              ElementsAre("Thu, 18 Jun 2026 09:20:00 +0000"));
}

TEST_F(FeedTest, AtomHasWhatRfc4287Requires) {
  const FeedDocument feed(Get("/feed/atom/").body);
  ASSERT_TRUE(feed.is_well_formed());
  EXPECT_THAT(feed.Find("/a:feed/a:id"), ElementsAre("https://estuary.example/feed/atom/"));
  EXPECT_THAT(feed.Find("/a:feed/a:updated"), SizeIs(1));
  EXPECT_THAT(feed.Find("/a:feed/a:author/a:name"), ElementsAre("Estuary Post"));
  const size_t entries = feed.Find("/a:feed/a:entry").size();
  for (const char* part : {"a:id", "a:title", "a:updated", "a:link[@rel='alternate']/@href"}) {
    EXPECT_THAT(feed.Find((std::string("/a:feed/a:entry/") + part).c_str()), SizeIs(entries))
        << part;
  }
  EXPECT_THAT(feed.Find("/a:feed/a:entry[2]/a:link[@rel='related']/@hreflang"), ElementsAre("zh"));
  EXPECT_THAT(feed.Find("/a:feed/a:entry[4]/@xml:lang"), ElementsAre("zh"));
}

TEST(FeedItemTest, FootnotesAreOfTheArticlesPage) {
  article::v1::Article article;
  article.set_body_html("<p><a href=\"https://b.example/#x\">x</a></p>");
  EXPECT_EQ(BaseOfInsideLinks("https://a.example/1", article), "");
  article.set_body_html("<p><a href=\"#user-content-fn1\">1</a></p>");
  EXPECT_EQ(BaseOfInsideLinks("https://a.example/1", article), "https://a.example/1");
}

TEST_F(FeedTest, JsonFeedHasWhatItsVersionRequires) {
  fake_.AddArticle("2026/06/30/picture", "Seen & \"heard\"")
      ->set_image_uri("https://a.example/p.jpg");
  const httplib::Response response = Get("/feed/json/");
  EXPECT_EQ(response.get_header_value("Content-Type"), "application/feed+json; charset=utf-8");
  const auto feed = nlohmann::json::parse(response.body);
  EXPECT_EQ(feed["version"], "https://jsonfeed.org/version/1.1");
  EXPECT_EQ(feed["title"], "Estuary Post");
  EXPECT_EQ(feed["home_page_url"], "https://estuary.example/");
  EXPECT_EQ(feed["feed_url"], "https://estuary.example/feed/json/");
  ASSERT_EQ(feed["items"].size(), 20u);
  for (const auto& item : feed["items"]) {
    EXPECT_TRUE(item["id"].is_string());
    EXPECT_TRUE(item["content_html"].is_string());
  }
  EXPECT_EQ(feed["items"][0]["title"], "Seen & \"heard\"");
  EXPECT_EQ(feed["items"][0]["image"], "https://a.example/p.jpg");
  EXPECT_EQ(feed["items"][1]["authors"][0]["name"], "Lena Kwok");
  const std::string next = feed["next_url"];
  const auto rest =
      nlohmann::json::parse(Get(next.substr(std::string("https://estuary.example").size())).body);
  EXPECT_EQ(rest["items"].size(), 8u);
  EXPECT_FALSE(rest.contains("next_url"));
}

TEST_F(FeedTest, SitemapsHoldEveryArticleOfTheirMonths) {
  const FeedDocument index(Get("/sitemap.xml").body);
  ASSERT_TRUE(index.is_well_formed());
  const auto maps = index.Find("/s:sitemapindex/s:sitemap/s:loc");
  ASSERT_FALSE(maps.empty());
  size_t articles = 0;
  for (const std::string& map : maps) {
    const httplib::Response response =
        Get(map.substr(std::string("https://estuary.example").size()));
    EXPECT_EQ(response.get_header_value("Content-Type"), "application/xml; charset=utf-8");
    const FeedDocument month(response.body);
    ASSERT_TRUE(month.is_well_formed()) << map;
    articles += month.Find("/s:urlset/s:url/s:loc").size();
    EXPECT_EQ(month.Find("/s:urlset/s:url/s:lastmod").size(),
              month.Find("/s:urlset/s:url/s:loc").size());
  }
  EXPECT_GE(articles, 26u);
  EXPECT_EQ(Get("/sitemap/1999-01.xml").status, 404);
  EXPECT_EQ(Get("/sitemap/2026-13.xml").status, 404);
}

TEST_F(FeedTest, NewsIsOfTheLastTwoDays) {
  EXPECT_THAT(FeedDocument(Get("/sitemap/news.xml").body).Find("//s:url"), SizeIs(0));
  auto* article = fake_.AddArticle("2026/06/30/now", "Now");
  article->set_language_code("zh-Hant-HK");
  article->mutable_list_time()->set_seconds(absl::ToUnixSeconds(absl::Now()) - 3600);
  const FeedDocument news(Get("/sitemap/news.xml").body);
  EXPECT_THAT(news.Find("//n:title"), ElementsAre("Now"));
  EXPECT_THAT(news.Find("//n:publication/n:language"), ElementsAre("zh-tw"));
  EXPECT_THAT(news.Find("//n:publication/n:name"), ElementsAre("Estuary Post"));
}

TEST_F(FeedTest, NextLinksLeadThroughTheWholeArchiveOnce) {
  const FeedDocument first(Get("/feed/").body);
  const std::vector<std::string> next = first.Find("//a:link[@rel='next']/@href");
  ASSERT_THAT(next, SizeIs(1));
  const FeedDocument second(
      Get(next[0].substr(std::string("https://estuary.example").size())).body);
  EXPECT_THAT(first.Find("//item"), SizeIs(20));
  EXPECT_THAT(second.Find("//item"), SizeIs(7));
  EXPECT_THAT(second.Find("//a:link[@rel='next']"), SizeIs(0));
}

TEST_F(FeedTest, HostileTitlesLeaveFeedsWellFormed) {
  fake_.AddArticle("2026/06/30/hostile", "]]> </title> & <b> \x01\x0B \xEF\xBF\xBF end");
  for (const char* link : {"/feed/", "/feed/atom/"}) {
    const FeedDocument feed(Get(link).body);
    ASSERT_TRUE(feed.is_well_formed()) << link;
    EXPECT_THAT(feed.Find("//item[1]/title | //a:entry[1]/a:title"),
                ElementsAre("]]> </title> & <b>   end"))
        << link;
  }
}

TEST_F(FeedTest, UnchangedFeedIsNotSentAgain) {
  const std::string etag = Get("/tag/drones/feed/").get_header_value("ETag");
  EXPECT_EQ(Get("/tag/drones/feed/", {{"If-None-Match", etag}}).status, 304);
}

TEST_F(FeedTest, ItemsLeadOnAsTheirPagesDo) {
  const FeedDocument feed(Get("/category/tech/feed/").body);
  // A teaser that points to its source, in another language.
  const std::vector<std::string> source =
      feed.Find("//item[contains(title, 'Tencent opens')]/description");
  ASSERT_THAT(source, SizeIs(1));
  EXPECT_THAT(source[0], HasSubstr("<p><a href=\"https://wanbao.example/2026/5001\">"
                                   "Read more (in Chinese)</a></p>"));
  // One whose rest is held nowhere here.
  const std::vector<std::string> rest = feed.Find("//item[contains(title, 'OPPO')]/description");
  ASSERT_THAT(rest, ::testing::Not(::testing::IsEmpty()));
  EXPECT_THAT(rest[0], HasSubstr(">Continue reading OPPO"));
  const FeedDocument atom(Get("/category/tech/feed/atom/").body);
  EXPECT_THAT(atom.Find("//a:entry[2]/a:summary")[0], HasSubstr("Read more (in Chinese)"));
}

TEST_F(FeedTest, ItemsNameEachShelfOnceByItsTitle) {
  article::v1::Article* article = fake_.AddArticle("2026/06/30/shelves", "Shelves");
  for (const char* name : {"categories/ai", "categories/tech"}) article->add_categories(name);
  for (const char* tag : {"ai", "night-shift"}) article->add_tags(tag);
  EXPECT_THAT(FeedDocument(Get("/feed/").body).Find("//item[1]/category"),
              ElementsAre("AI", "Tech", "night shift"));
  const FeedDocument atom(Get("/feed/atom/").body);
  EXPECT_THAT(atom.Find("//a:entry[1]/a:category/@label"),
              ElementsAre("AI", "Tech", "night shift"));
  EXPECT_THAT(atom.Find("//a:entry[1]/a:category/@term"), ElementsAre("ai", "tech", "night-shift"));
}

TEST_F(FeedTest, ItemsHaveLanguagePictureAndByline) {
  article::v1::Article* article = fake_.AddArticle("2026/06/30/whole", "Whole");
  article->set_language_code("zh-Hant");
  article->set_image_uri("https://estuary.example/a.PNG?x=1");
  article->add_authors()->set_display_name("Wirewriter (automated)");
  article->mutable_authors(0)->set_kind(article::v1::Author::KIND_SOFTWARE);
  const FeedDocument rss(Get("/feed/").body);
  EXPECT_THAT(rss.Find("//item[1]/*[local-name() = 'language']"), ElementsAre("zh-Hant"));
  EXPECT_THAT(rss.Find("//item[1]/*[local-name() = 'creator']"),
              ElementsAre("Wirewriter (automated)"));
  EXPECT_THAT(rss.Find("//item[1]/*[local-name() = 'content'][@medium = 'image']/@url"),
              ElementsAre("https://estuary.example/a.PNG?x=1"));
  const FeedDocument atom(Get("/feed/atom/").body);
  EXPECT_THAT(atom.Find("//a:entry[1]/a:link[@rel='enclosure']/@type"), ElementsAre("image/png"));
  EXPECT_THAT(atom.Find("//a:entry[1]/@xml:lang"), ElementsAre("zh-Hant"));
}

}  // namespace
}  // namespace broadsheet::web
