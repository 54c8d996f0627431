#include "ingest/crawl/page_crawler.h"

#include <gtest/gtest.h>

#include "ingest/running_ingest.h"
#include "ingest/test_site.h"

namespace broadsheet::ingest {
namespace {

using ::broadsheet::testing::BlamesField;
using ::broadsheet::testing::IsError;
using Stub = v1::IngestService::Stub;

constexpr char kText[] =
    "Engineers in Shenzhen switched on the last of the masts this week, and the network now "
    "covers every station of the line, the operator said on Tuesday. ";

std::string Post(const std::string& path, const std::string& title) {
  return absl::StrCat("<article class=\"post hentry\"><h2 class=\"entry-title\"><a href=\"", path,
                      "\" rel=\"bookmark\">", title,
                      "</a></h2><time class=\"entry-date published\" "
                      "datetime=\"2026-01-05T10:00:00+08:00\">5 January 2026</time>"
                      "<div class=\"entry-content\"><p>",
                      kText, "</p><p><a class=\"more-link\" href=\"", path, "\">Continue reading ",
                      title, "</a></p></div></article>");
}

std::string Archive(const std::string& posts, const std::string& older) {
  const std::string next =
      older.empty()
          ? ""
          : absl::StrCat("<nav class=\"navigation\"><div class=\"nav-previous\"><a href=\"", older,
                         "\">Older posts</a></div></nav>");
  return absl::StrCat(
      "<html lang=\"en\"><head><title>Tech</title></head><body class=\"archive category\"><main>",
      posts, next, "</main></body></html>");
}

std::string ArticlePage(const std::string& uri, const std::string& title) {
  return absl::StrCat(
      "<html lang=\"en\"><head><title>", title, "</title><link rel=\"canonical\" href=\"", uri,
      "\"><meta property=\"og:type\" content=\"article\"></head><body class=\"single\"><article "
      "class=\"post hentry\"><h1 class=\"entry-title\">",
      title,
      "</h1><time class=\"entry-date published\" datetime=\"2026-01-05T10:00:00+08:00\">5 "
      "January 2026</time><div class=\"entry-content\"><p>",
      kText, "</p><p>", kText, "</p><p>The whole text of ", title,
      "</p></div></article></body></html>");
}

class PageCrawlerTest : public ::testing::Test {
 protected:
  absl::StatusOr<v1::FetchPageResponse> Fetch(const std::string& path, bool full_text = false,
                                              int older_pages = 0) {
    v1::FetchPageRequest request;
    request.set_uri(site_.Uri(path));
    request.add_default_categories("categories/tech");
    request.set_fetch_full_text(full_text);
    request.set_older_pages(older_pages);
    return ingest_.Call(&Stub::FetchPage, request);
  }

  TestSite site_;
  RunningIngest ingest_;
};

TEST_F(PageCrawlerTest, ArticlePageComesIn) {
  site_.Put("/a", {ArticlePage(site_.Uri("/a"), "Last mast is up")});
  ASSERT_OK_AND_ASSIGN(const v1::FetchPageResponse response, Fetch("/a"));
  EXPECT_EQ(response.page_kind(), v1::FetchPageResponse::PAGE_KIND_ARTICLE);
  ASSERT_EQ(response.results_size(), 1);
  const article::v1::Article stored = ingest_.Stored(response.results(0).name());
  EXPECT_EQ(stored.title(), "Last mast is up");
  EXPECT_EQ(stored.categories(0), "categories/tech");
  EXPECT_NE(stored.body_html(), "");
}

TEST_F(PageCrawlerTest, ArchiveIsFollowedBackAndFilledWithFullTexts) {
  site_.Put("/tech/", {Archive(Post("/a", "Post A") + Post("/b", "Post B"), "/tech/page/2/")});
  site_.Put("/tech/page/2/", {Archive(Post("/c", "Post C") + Post("/d", "Post D"), "")});
  site_.Put("/a", {ArticlePage(site_.Uri("/a"), "Post A")});
  site_.Put("/b", {ArticlePage(site_.Uri("/b"), "Post B")});
  site_.Put("/c", {ArticlePage(site_.Uri("/c"), "Post C")});
  ASSERT_OK_AND_ASSIGN(const v1::FetchPageResponse response,
                       Fetch("/tech/", /*full_text=*/true, /*older_pages=*/5));
  EXPECT_EQ(response.page_kind(), v1::FetchPageResponse::PAGE_KIND_ARCHIVE);
  EXPECT_EQ(response.pages(), 6);
  EXPECT_EQ(response.counts().created(), 4);
  EXPECT_EQ(response.counts().revised(), 3);
  // The page of D is missing: that alone is a reject.
  EXPECT_EQ(response.counts().rejected(), 1);
  EXPECT_EQ(ingest_.Rejects().at(0).uri(), site_.Uri("/d"));
  const auto articles = ingest_.AllStored();
  ASSERT_EQ(articles.size(), 4u);
  EXPECT_NE(articles[0].body_html(), "");
  EXPECT_EQ(articles[3].body_html(), "");
  EXPECT_EQ(articles[0].more().kind(), article::v1::MoreLink::KIND_CONTINUE_READING);

  // Its retry fetches it again.
  site_.Put("/d", {ArticlePage(site_.Uri("/d"), "Post D")});
  v1::RetryRejectRequest request;
  request.set_name(ingest_.Rejects().at(0).name());
  ASSERT_OK(ingest_.Call(&Stub::RetryReject, request));
  EXPECT_TRUE(ingest_.Rejects().empty());
  EXPECT_NE(ingest_.AllStored()[3].body_html(), "");
}

TEST_F(PageCrawlerTest, FetchedTwiceMakesNoRevision) {
  site_.Put("/tech/", {Archive(Post("/a", "Post A") + Post("/b", "Post B"), "")});
  site_.Put("/a", {ArticlePage(site_.Uri("/a"), "Post A")});
  site_.Put("/b", {ArticlePage(site_.Uri("/b"), "Post B")});
  ASSERT_OK(Fetch("/tech/", /*full_text=*/true));
  ASSERT_OK_AND_ASSIGN(const v1::FetchPageResponse again, Fetch("/tech/", /*full_text=*/true));
  EXPECT_EQ(again.counts().unchanged(), 4);
}

TEST_F(PageCrawlerTest, PollThatIsBrokenOffLeavesNoPageUnread) {
  site_.Put("/tech/", {Archive(Post("/a", "Post A") + Post("/b", "Post B"), "")});
  const auto until = std::make_shared<absl::Notification>();
  site_.Put("/a", {.body = ArticlePage(site_.Uri("/a"), "Post A"), .until = until});
  site_.Put("/b", {ArticlePage(site_.Uri("/b"), "Post B")});
  v1::CreateFeedRequest create;
  create.mutable_feed()->set_uri(site_.Uri("/tech/"));
  create.mutable_feed()->set_kind(v1::Feed::KIND_ARCHIVE_PAGE);
  create.mutable_feed()->set_fetch_full_text(true);
  ASSERT_OK_AND_ASSIGN(const v1::Feed feed, ingest_.Call(&Stub::CreateFeed, create));
  v1::PollFeedRequest request;
  request.set_name(feed.name());
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(2));
  v1::PollFeedResponse broken_off;
  EXPECT_FALSE(ingest_.stub().PollFeed(&context, request, &broken_off).ok());
  until->Notify();

  // The entries are known by now, and are not new any more.
  ASSERT_OK(ingest_.Call(&Stub::PollFeed, request));
  for (const article::v1::Article& article : ingest_.AllStored()) {
    EXPECT_NE(article.body_html(), "") << article.title();
  }
  ASSERT_OK(ingest_.Call(&Stub::PollFeed, request));
  EXPECT_EQ(site_.hits("/b"), 1) << "what was read is not read again";
}

TEST_F(PageCrawlerTest, OlderLinkThatLeadsBackEndsTheCrawl) {
  site_.Put("/tech/", {Archive(Post("/a", "Post A") + Post("/b", "Post B"), "/tech/")});
  ASSERT_OK_AND_ASSIGN(const v1::FetchPageResponse response, Fetch("/tech/", false, 100));
  EXPECT_EQ(response.pages(), 1);
}

TEST_F(PageCrawlerTest, PageWithoutArticleIsKept) {
  site_.Put("/empty", {"<html><body><a href=\"/login\">Log in</a></body></html>"});
  EXPECT_THAT(Fetch("/empty"), IsError(absl::StatusCode::kInvalidArgument, "kept as rejects/"));
  EXPECT_EQ(ingest_.Rejects().at(0).origin(), "pages");
}

TEST_F(PageCrawlerTest, RobotsTxtIsObeyed) {
  site_.Put("/robots.txt", {"User-agent: *\nDisallow: /private/\n", "text/plain"});
  site_.Put("/private/a", {ArticlePage(site_.Uri("/private/a"), "Secret")});
  const auto response = Fetch("/private/a");
  EXPECT_THAT(response, IsError(absl::StatusCode::kPermissionDenied, "robots.txt"));
  EXPECT_EQ(site_.hits("/private/a"), 0);
  EXPECT_EQ(site_.hits("/robots.txt"), 1);
}

TEST_F(PageCrawlerTest, BadRequestIsBlamed) {
  v1::FetchPageRequest request;
  EXPECT_THAT(ingest_.Call(&Stub::FetchPage, request), BlamesField("uri"));
  request.set_uri("https://example.com/");
  request.set_older_pages(-1);
  EXPECT_THAT(ingest_.Call(&Stub::FetchPage, request), BlamesField("older_pages"));
  request.set_older_pages(0);
  request.add_default_categories("Tech");
  EXPECT_THAT(ingest_.Call(&Stub::FetchPage, request), BlamesField("default_categories[0]"));
}

}  // namespace
}  // namespace broadsheet::ingest
