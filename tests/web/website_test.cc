#include "web/website.h"

#include <gmock/gmock.h>

#include "web/site_fixture.h"

namespace broadsheet::web {
namespace {

using testing::FindLink;
using ::testing::HasSubstr;
using ::testing::Not;

class WebsiteTest : public testing::SiteTest {};

TEST_F(WebsiteTest, FrontPageLeadsWithTheNewestStoryAndLinksToEverySection) {
  const httplib::Response page = Get("/");
  EXPECT_EQ(page.status, 200);
  EXPECT_EQ(page.get_header_value("Content-Type"), "text/html; charset=utf-8");
  EXPECT_THAT(page.body, HasSubstr("class=\"lead\""));
  EXPECT_EQ(FindLink(page.body, "The night shift at the drone port"),
            "/2026/06/18/the-night-shift-at-the-drone-port");
  EXPECT_EQ(FindLink(page.body, ">Tech<"), "/category/tech/");
  EXPECT_THAT(page.body, HasSubstr("Macau &amp; Zhuhai"));
}

TEST_F(WebsiteTest, ArchiveShowsOnlyItsCategoryWithWhatIsPartOfIt) {
  const httplib::Response page = Get("/category/tech/");
  EXPECT_EQ(page.status, 200);
  EXPECT_THAT(page.body, HasSubstr("The night shift at the drone port"));
  EXPECT_THAT(page.body, HasSubstr("Twelve robots learn"));
  EXPECT_THAT(page.body, Not(HasSubstr("receipts for lychees")));
  EXPECT_EQ(FindLink(page.body, ">AI<"), "/category/ai/");
}

TEST_F(WebsiteTest, OlderAndNewerLeadThroughAnArchiveAndBack) {
  std::string link = "/category/tech/";
  std::vector<std::string> bodies;
  while (!link.empty()) {
    const httplib::Response page = Get(link);
    ASSERT_EQ(page.status, 200) << link;
    bodies.push_back(page.body);
    link = FindLink(page.body, "Older posts");
  }
  ASSERT_EQ(bodies.size(), 3u);
  EXPECT_THAT(bodies[2], HasSubstr("Page 3"));
  EXPECT_EQ(FindLink(bodies[2], "Newest"), "/category/tech/");
  EXPECT_EQ(Get(FindLink(bodies[2], "Newer posts")).body, bodies[1]);
  EXPECT_EQ(Get(FindLink(bodies[1], "Newer posts")).body, bodies[0]);
  EXPECT_EQ(FindLink(bodies[0], "Newer posts"), "");
}

TEST_F(WebsiteTest, EntriesContinueOrLeadToTheSourceInItsLanguage) {
  const std::string body = Get("/category/tech/").body;
  EXPECT_EQ(FindLink(body, "<b>Continue reading</b>"),
            "/2026/06/18/the-night-shift-at-the-drone-port");
  EXPECT_EQ(FindLink(body, "Read more (in Chinese)"), "https://wanbao.example/2026/5001");
  EXPECT_THAT(body, HasSubstr("hreflang=\"zh\" rel=\"external\"><b>Read more (in Chinese)</b>"));
  // No body is held of this one.
  EXPECT_THAT(body, HasSubstr("href=\"https://estuary.example/"
                              "oppo-folds-a-phone-ten-million-times-and-then-once-more\""));
  EXPECT_THAT(body, HasSubstr("<article class=\"entry\" lang=\"zh\">"));
}

TEST_F(WebsiteTest, ArticleTellsProgramsFromPeople) {
  EXPECT_THAT(Get("/2026/06/18/the-night-shift-at-the-drone-port").body,
              HasSubstr("By <span class=\"author\">Lena Kwok</span>"));
  EXPECT_THAT(Get("/2026/06/17/tencent-opens-its-speech-model-for-eleven-dialects").body,
              HasSubstr("By <span class=\"author\">Tidewater (automated)</span>"));
}

TEST_F(WebsiteTest, ArticleNamesItsOneAddress) {
  const std::string body = Get("/2026/06/18/the-night-shift-at-the-drone-port").body;
  EXPECT_THAT(body, HasSubstr("<link rel=\"canonical\" href=\"https://estuary.example/2026/06/18/"
                              "the-night-shift-at-the-drone-port\">"));
  const httplib::Response alias = Get("/2026/06/18/the-night-shift-at-the-drone-port-alias");
  EXPECT_EQ(alias.status, 301);
  EXPECT_EQ(alias.get_header_value("Location"), "/2026/06/18/the-night-shift-at-the-drone-port");
}

TEST_F(WebsiteTest, ChinesePathsAreServed) {
  const std::string link = FindLink(Get("/category/tech/").body, "广州地铁用人工智能听钢轨");
  EXPECT_THAT(link, HasSubstr("%E5%B9%BF"));
  const httplib::Response page = Get(link);
  EXPECT_EQ(page.status, 200);
  EXPECT_THAT(page.body, HasSubstr("<article class=\"story\" lang=\"zh\">"));
}

TEST_F(WebsiteTest, HostileTextIsEscapedWhereverItStands) {
  article::v1::Article* article =
      fake_.AddArticle("2026/06/30/hostile", "<script>alert('\"1\"')</script>");
  article->add_authors()->set_display_name("<img src=x onerror=alert(2)>");
  article->set_language_code("x\" onload=\"alert(3)");
  article->set_image_uri("javascript:alert(4)");
  article->set_canonical_uri("javascript:alert(5)");
  article->mutable_source()->set_title("</title><script>alert(6)</script>");
  article->mutable_more()->set_kind(article::v1::MoreLink::KIND_SOURCE);
  article->mutable_more()->set_uri("javascript:alert(7)");
  for (const char* link : {"/", "/2026/06/30/hostile", "/search?q=%3Cscript%3E"}) {
    const std::string body = Get(link).body;
    EXPECT_THAT(body, HasSubstr("&lt;script&gt;")) << link;
    EXPECT_THAT(body, Not(HasSubstr("<script>"))) << link;
    EXPECT_THAT(body, Not(HasSubstr("<img src=x"))) << link;
    EXPECT_THAT(body, Not(HasSubstr("lang=\"x\""))) << link;
    EXPECT_THAT(body, Not(HasSubstr("javascript:"))) << link;
  }
}

TEST_F(WebsiteTest, SearchMarksMatchesAndSuggestsSpellings) {
  const std::string body = Get("/search?q=Shenzhen").body;
  EXPECT_THAT(body, HasSubstr("cross <mark>Shenzhen</mark> by air"));
  EXPECT_EQ(FindLink(Get("/search?q=Shenzen").body, ">Shenzhen<"), "/search?q=Shenzhen");
  EXPECT_EQ(Get("/search").status, 200);
  const std::string lacking = Get("/search?q=Shenzhen+absent").body;
  EXPECT_THAT(lacking, HasSubstr("Missing: <s>absent</s>"));
  EXPECT_THAT(lacking, HasSubstr("No article has all of it"));
  const httplib::Response too_long = Get("/search?q=" + std::string(1001, 'a'));
  EXPECT_EQ(too_long.status, 400);
  EXPECT_THAT(too_long.body, HasSubstr("longer than 1000 bytes"));
}

TEST_F(WebsiteTest, WhatIsNoTextIsNoRequest) {
  for (const char* link : {"/search?q=%ff", "/category/tech/?page=%c3%28", "/?page=a&newer=%80"}) {
    const httplib::Response page = Get(link);
    EXPECT_EQ(page.status, 400) << link;
    EXPECT_THAT(page.body, HasSubstr("is not UTF-8")) << link;
  }
  EXPECT_EQ(Get("/?utm_campaign=caf%e9").status, 200);
  for (const char* link : {"/%00", "/2026/06/18/the%00night", "/%ff", "//", "/../..", "/%2e%2e/"}) {
    EXPECT_EQ(Get(link).status, 404) << link;
  }
}

TEST_F(WebsiteTest, WhatDoesNotExistIs404) {
  for (const char* link : {"/nope", "/category/none/", "/tag/none/", "/2026/06/18/none",
                           "/static/none.css", "/category/NONE/none/", "/category/none/feed/"}) {
    EXPECT_EQ(Get(link).status, 404) << link;
  }
}

TEST_F(WebsiteTest, RedactedArticleIsGoneWithTheReason) {
  fake_.AddArticle("2026/06/30/withdrawn", "");
  fake_.RedactFor("court <order> 7");
  const httplib::Response page = Get("/2026/06/30/withdrawn");
  EXPECT_EQ(page.status, 410);
  EXPECT_THAT(page.body, HasSubstr("This article was withdrawn"));
  EXPECT_THAT(page.body, HasSubstr("court &lt;order&gt; 7"));
  EXPECT_THAT(page.body, HasSubstr("noindex"));
}

TEST_F(WebsiteTest, DeletedArticleIsGoneWithoutATrace) {
  article::v1::Article* article = fake_.AddArticle("2026/06/30/deleted", "Regretted");
  article->set_teaser_html("<p>Unsaid.</p>");
  article->mutable_delete_time()->set_seconds(1);
  const httplib::Response page = Get("/2026/06/30/deleted");
  EXPECT_EQ(page.status, 410);
  EXPECT_THAT(page.body, HasSubstr("This article was deleted"));
  EXPECT_THAT(page.body, Not(HasSubstr("Regretted")));
  EXPECT_THAT(page.body, Not(HasSubstr("Unsaid")));
}

TEST_F(WebsiteTest, CapitalsLeadToTheAddressWithoutThem) {
  const httplib::Response page = Get("/category/TECH/?page=x%26y");
  EXPECT_EQ(page.status, 301);
  // cpp-httplib's client decodes what it receives.
  EXPECT_EQ(page.get_header_value("Location"), "/category/tech/?page=x&y");
  EXPECT_EQ(Get("/tag/%C3%89T%C3%89/").get_header_value("Location"), "/tag/été/");
}

TEST_F(WebsiteTest, LeadPictureThatTheTextShowsIsNotShownTwice) {
  article::v1::Article* article = fake_.AddArticle("2026/06/30/picture", "Picture");
  article->set_image_uri("https://estuary.example/a?b=1&c=2");
  article->set_body_html("<p><img src=\"https://estuary.example/a?b=1&amp;c=2\" alt=\"\"></p>");
  EXPECT_THAT(Get("/2026/06/30/picture").body, Not(HasSubstr("story-image")));
  article->set_body_html("<p>No picture here.</p>");
  EXPECT_THAT(Get("/2026/06/30/picture").body, HasSubstr("story-image"));
}

TEST_F(WebsiteTest, EveryListSaysWhatItIs) {
  for (const char* link : {"/", "/category/tech/", "/tag/drones/"}) {
    EXPECT_THAT(Get(link).body, HasSubstr("<meta name=\"description\" content=\"")) << link;
  }
}

TEST_F(WebsiteTest, HealthNamesTheBuild) {
  const httplib::Response health = Get("/healthz");
  EXPECT_EQ(health.get_header_value("Content-Type"), "application/json");
  EXPECT_THAT(health.body, HasSubstr("\"status\":\"ok\",\"version\":\"0.1.0\",\"commit\":\""));
  EXPECT_THAT(health.body, HasSubstr("\"start_time\":\"2"));
}

TEST_F(WebsiteTest, DatesAreThoseOfTheSitesZone) {
  absl::TimeZone zone;
  ASSERT_TRUE(absl::LoadTimeZone("Asia/Hong_Kong", &zone));
  article::v1::Article* article = fake_.AddArticle("2026/06/20/late", "Late");
  article->mutable_list_time()->set_seconds(1'781'974'800);  // 20 June, 17:00 UTC
  EXPECT_THAT(Get("/2026/06/20/late").body,
              HasSubstr("<time datetime=\"2026-06-20T17:00:00Z\">20 June 2026</time>"));
  Restart({"Estuary Post", "https://estuary.example", zone});
  const std::string body = Get("/2026/06/20/late").body;
  EXPECT_THAT(body, HasSubstr("<time datetime=\"2026-06-21T01:00:00+08:00\">21 June 2026</time>"));
  EXPECT_THAT(body, HasSubstr("Dates are in Asia/Hong Kong"));
  EXPECT_THAT(body, HasSubstr("\"datePublished\":\"2026-06-20T17:00:00Z\""));
}

TEST_F(WebsiteTest, MergedArticleMovesToTheOther) {
  article::v1::Article* article = fake_.AddArticle("2026/06/30/twin", "Twin");
  article->set_merged_into("articles/019ee000-0000-7000-8000-000000000001");
  const httplib::Response page = Get("/2026/06/30/twin");
  EXPECT_EQ(page.status, 301);
  EXPECT_EQ(page.get_header_value("Location"), "/2026/06/18/the-night-shift-at-the-drone-port");
}

TEST_F(WebsiteTest, ForeignPageTokenIs400) {
  const httplib::Response page = Get("/category/tech/?page=junk");
  EXPECT_EQ(page.status, 400);
  EXPECT_THAT(page.body, HasSubstr("page_token"));
  EXPECT_EQ(Get("/search?q=Shenzhen&page=junk").status, 400);
  EXPECT_EQ(Get("/feed/?page=junk").status, 400);
}

TEST_F(WebsiteTest, QueryAwayIs503WithRetryAfterAndComesBack) {
  fake_.FailWith(grpc::StatusCode::UNAVAILABLE);
  const httplib::Response away = Get("/");
  EXPECT_EQ(away.status, 503);
  EXPECT_EQ(away.get_header_value("Retry-After"), "5");
  EXPECT_EQ(Get("/healthz").status, 200);
  EXPECT_EQ(Get("/nope").status, 404);
  fake_.FailWith(grpc::StatusCode::INTERNAL);
  EXPECT_EQ(Get("/").status, 500);
  fake_.FailWith(grpc::StatusCode::OK);
  EXPECT_EQ(Get("/").status, 200);
}

TEST_F(WebsiteTest, StaticFilesOfAFingerprintAreKeptForGood) {
  const std::string stylesheet = "/static/style.css?v=";
  const std::string front = Get("/").body;
  const size_t at = front.find(stylesheet);
  ASSERT_NE(at, std::string::npos);
  const httplib::Response file = Get(front.substr(at, front.find('"', at) - at));
  EXPECT_EQ(file.status, 200);
  EXPECT_EQ(file.get_header_value("Content-Type"), "text/css; charset=utf-8");
  EXPECT_THAT(file.get_header_value("Cache-Control"), HasSubstr("immutable"));
  EXPECT_EQ(Get("/favicon.ico").get_header_value("Content-Type"), "image/svg+xml");
  EXPECT_THAT(Get("/robots.txt").body, HasSubstr("Disallow: /search"));
}

TEST_F(WebsiteTest, ArticleLeadsToRelatedOnesAndSaysWhy) {
  const std::string body = Get("/2026/06/18/the-night-shift-at-the-drone-port").body;
  EXPECT_THAT(body, HasSubstr("<h2 id=\"related\">Related</h2>"));
  EXPECT_THAT(body, HasSubstr("Both are about </span>Shenzhen</p>"));
}

TEST_F(WebsiteTest, MentionsLeadToWhatMentionsThem) {
  const std::string article = Get("/2026/06/18/the-night-shift-at-the-drone-port").body;
  EXPECT_EQ(FindLink(article, ">DJI<"), "/about/dji/");
  const httplib::Response page = Get("/about/dji/");
  EXPECT_EQ(page.status, 200);
  EXPECT_THAT(page.body, HasSubstr("<p class=\"kicker\">About</p>\n<h1>DJI</h1>"));
  EXPECT_THAT(page.body, HasSubstr("The night shift at the drone port"));
  EXPECT_THAT(page.body, Not(HasSubstr("smells of bread")));
  EXPECT_THAT(Get("/about/dji/feed/").body, HasSubstr("<title>DJI – Estuary Post</title>"));
  EXPECT_EQ(Get("/about/nobody/").status, 404);
}

TEST_F(WebsiteTest, ListsAreNarrowedDownByMonthAndTag) {
  auto* old = fake_.AddArticle("2020/02/29/leap", "A leap");
  old->mutable_list_time()->set_seconds(1'582'934'400);
  old->add_categories("categories/tech");
  old->add_tags("drones");
  const std::string body = Get("/category/tech/").body;
  EXPECT_EQ(FindLink(body, ">February<"), "/category/tech/?month=2020-02");
  const std::string month = Get("/category/tech/?month=2020-02").body;
  EXPECT_THAT(month, HasSubstr("<title>Tech, February 2020 – Estuary Post</title>"));
  EXPECT_THAT(month, HasSubstr("Only <b>February 2020</b>"));
  EXPECT_THAT(month, HasSubstr("A leap"));
  EXPECT_THAT(month, Not(HasSubstr("The night shift at the drone port")));
  const std::string both = Get("/category/tech/?month=2020-02&tag=drones").body;
  EXPECT_THAT(both, HasSubstr("A leap"));
  EXPECT_THAT(both, HasSubstr("<meta name=\"robots\" content=\"noindex\">"));
  EXPECT_THAT(Get("/?month=2020-02").body, HasSubstr("All articles"));
  EXPECT_THAT(Get("/category/tech/?month=1999-01").body, HasSubstr("Nothing is left."));
  for (const char* link : {"/category/tech/?month=2020-13", "/category/tech/?month=x",
                           "/category/tech/?tag=A%20B", "/?month=2020-02-29"}) {
    EXPECT_EQ(Get(link).status, 400) << link;
  }
}

TEST_F(WebsiteTest, ArticleAndItsTranslationLeadToEachOther) {
  auto* article = fake_.AddArticle("2026/06/30/one", "One");
  auto* link = article->add_links();
  link->set_kind(article::v1::ArticleLink::KIND_TRANSLATION);
  link->set_article("articles/x");
  link->set_path("2026/06/30/一");
  link->set_language_code("zh-Hans");
  link = article->add_links();
  link->set_kind(article::v1::ArticleLink::KIND_SOURCE);
  link->set_uri("https://elsewhere.example/");
  const std::string body = Get("/2026/06/30/one").body;
  EXPECT_THAT(body, HasSubstr("<link rel=\"alternate\" hreflang=\"zh-Hans\" "
                              "href=\"https://estuary.example/2026/06/30/%E4%B8%80\">"));
  EXPECT_THAT(body, HasSubstr("<link rel=\"alternate\" hreflang=\"en\" "
                              "href=\"https://estuary.example/2026/06/30/one\">"));
  EXPECT_EQ(FindLink(body, ">Translation in Chinese<"), "/2026/06/30/%E4%B8%80");
  EXPECT_THAT(body, Not(HasSubstr("Its source")));
  EXPECT_THAT(Get("/2026/06/18/the-night-shift-at-the-drone-port").body,
              Not(HasSubstr("hreflang=\"en\" href=\"https://estuary")));
}

TEST_F(WebsiteTest, TextFromRightToLeftSaysSo) {
  fake_.AddArticle("2026/06/30/arabic", "ميناء")->set_language_code("ar");
  EXPECT_THAT(Get("/2026/06/30/arabic").body,
              HasSubstr("<article class=\"story\" lang=\"ar\" dir=\"rtl\">"));
  EXPECT_THAT(Get("/?month=2026-06").body,
              HasSubstr("<article class=\"entry\" lang=\"ar\" dir=\"rtl\">"));
}

TEST_F(WebsiteTest, EntriesShowThePictureThatAnArticleHas) {
  fake_.AddArticle("2026/06/30/picture", "Seen")->set_image_uri("https://a.example/p.jpg");
  EXPECT_THAT(Get("/?month=2026-06").body,
              HasSubstr("<img class=\"thumb\" src=\"https://a.example/p.jpg\" alt=\"\""));
}

TEST_F(WebsiteTest, BrowsersLearnHowToSearch) {
  EXPECT_THAT(Get("/").body, HasSubstr("type=\"application/opensearchdescription+xml\""));
  const httplib::Response description = Get("/opensearch.xml");
  EXPECT_EQ(description.get_header_value("Content-Type"),
            "application/opensearchdescription+xml; charset=utf-8");
  EXPECT_THAT(description.body, HasSubstr("<ShortName>Estuary Post</ShortName>"));
  EXPECT_THAT(description.body,
              HasSubstr("template=\"https://estuary.example/search?q={searchTerms}\""));
  EXPECT_THAT(Get("/robots.txt").body, HasSubstr("Sitemap: https://estuary.example/sitemap.xml\n"));
}

}  // namespace
}  // namespace broadsheet::web
