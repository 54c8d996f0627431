#include "ingest/fetch/http_fetcher.h"

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/sha256.h"
#include "ingest/test_site.h"
#include "support/matchers.h"

namespace broadsheet::ingest {
namespace {

using ::broadsheet::testing::IsError;

class HttpFetcherTest : public ::testing::Test {
 protected:
  static HttpFetcher::Options Private() {
    HttpFetcher::Options options;
    options.allow_private_addresses = true;
    return options;
  }

  absl::StatusOr<HttpResponse> Get(const std::string& path) {
    HttpRequest request;
    request.uri = site_.Uri(path);
    return fetcher_.Get(request);
  }

  TestSite site_;
  HttpFetcher fetcher_{Private()};
};

TEST_F(HttpFetcherTest, AnswersBodyTypeAndConditions) {
  site_.Put("/feed", {"<rss/>",
                      "application/rss+xml; charset=gbk",
                      200,
                      {{"ETag", "\"a\""}, {"Last-Modified", "Mon, 05 Jan 2026 10:00:00 GMT"}}});
  ASSERT_OK_AND_ASSIGN(const HttpResponse response, Get("/feed"));
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body, "<rss/>");
  EXPECT_EQ(response.content_type, "application/rss+xml; charset=gbk");
  EXPECT_EQ(response.etag, "\"a\"");
  EXPECT_EQ(response.last_modified, "Mon, 05 Jan 2026 10:00:00 GMT");
  EXPECT_EQ(response.final_uri, site_.Uri("/feed"));
  EXPECT_EQ(response.permanent_uri, "");
  EXPECT_OK(CheckHttpResponse(response));
}

TEST_F(HttpFetcherTest, ConditionalRequestIsNotModified) {
  site_.Put("/feed", {.body = "x", .headers = {{"ETag", "\"a\""}}});
  HttpRequest request;
  request.uri = site_.Uri("/feed");
  request.etag = "\"a\"";
  request.last_modified = "Mon, 05 Jan 2026 10:00:00 GMT";
  ASSERT_OK_AND_ASSIGN(const HttpResponse response, fetcher_.Get(request));
  EXPECT_TRUE(response.not_modified());
  EXPECT_EQ(site_.requests()[0].get_header_value("If-Modified-Since"),
            "Mon, 05 Jan 2026 10:00:00 GMT");
  EXPECT_EQ(site_.requests()[0].get_header_value("User-Agent"), "Broadsheet/0.1");
}

TEST_F(HttpFetcherTest, PermanentRedirectsAreToldUpToTheFirstOther) {
  site_.Redirect("/a", 301, "/b");
  site_.Redirect("/b", 308, site_.Uri("/c"));
  site_.Redirect("/c", 302, "/d");
  site_.Redirect("/d", 301, "/e");
  site_.Put("/e", {.body = "here"});
  ASSERT_OK_AND_ASSIGN(const HttpResponse response, Get("/a"));
  EXPECT_EQ(response.body, "here");
  EXPECT_EQ(response.final_uri, site_.Uri("/e"));
  EXPECT_EQ(response.permanent_uri, site_.Uri("/c"));
}

TEST_F(HttpFetcherTest, EndlessRedirectIsAnError) {
  site_.Redirect("/a", 302, "/a");
  EXPECT_THAT(Get("/a"), IsError(absl::StatusCode::kFailedPrecondition, "more than 10 redirects"));
  EXPECT_EQ(site_.hits("/a"), 11);
}

TEST_F(HttpFetcherTest, RedirectToAnotherSchemeIsRefused) {
  site_.Redirect("/a", 302, "file:///etc/passwd");
  EXPECT_THAT(Get("/a"), IsError(absl::StatusCode::kInvalidArgument, "file:///etc/passwd"));
}

TEST_F(HttpFetcherTest, PrivateAddressIsRefusedUnlessAllowed) {
  HttpFetcher fetcher{HttpFetcher::Options{}};
  for (const char* host : {"127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0x7f.1"}) {
    HttpRequest request;
    request.uri = absl::StrCat("http://", host, ":1/");
    const auto response = fetcher.Get(request);
    EXPECT_THAT(response, IsError(absl::StatusCode::kPermissionDenied, "private")) << host;
    EXPECT_EQ(Reason(response.status()), "ADDRESS_REFUSED");
  }
}

TEST_F(HttpFetcherTest, OversizedBodyKeepsItsBeginningAndDigest) {
  HttpFetcher::Options options = Private();
  options.max_body_bytes = 1000;
  options.oversized_prefix_bytes = 10;
  HttpFetcher fetcher(options);
  const std::string body(5000, 'x');
  site_.Put("/big", {.body = body});
  HttpRequest request;
  request.uri = site_.Uri("/big");
  ASSERT_OK_AND_ASSIGN(const HttpResponse response, fetcher.Get(request));
  EXPECT_TRUE(response.oversized);
  EXPECT_EQ(response.body, body.substr(0, 10));
  EXPECT_GT(response.bytes_read, 1000);
  EXPECT_EQ(response.sha256, Sha256(body.substr(0, response.bytes_read)));
  EXPECT_EQ(Reason(CheckHttpResponse(response)), "BODY_TOO_LARGE");
}

TEST_F(HttpFetcherTest, StatusOfTheServerBecomesACode) {
  site_.Put("/busy", {.status = 429, .headers = {{"Retry-After", "120"}}});
  site_.Put("/down", {.status = 503});
  ASSERT_OK_AND_ASSIGN(const HttpResponse busy, Get("/busy"));
  EXPECT_EQ(busy.retry_after, absl::Minutes(2));
  EXPECT_THAT(CheckHttpResponse(busy), IsError(absl::StatusCode::kResourceExhausted, "429"));
  EXPECT_THAT(CheckHttpResponse(*Get("/down")), IsError(absl::StatusCode::kUnavailable, "503"));
  EXPECT_THAT(CheckHttpResponse(*Get("/none")), IsError(absl::StatusCode::kNotFound, "/none"));
}

TEST_F(HttpFetcherTest, NobodyListeningIsUnavailable) {
  HttpRequest request;
  request.uri = "http://127.0.0.1:1/feed";
  EXPECT_THAT(fetcher_.Get(request), IsError(absl::StatusCode::kUnavailable, "127.0.0.1:1/feed"));
}

TEST_F(HttpFetcherTest, DeadlineBoundsTheFetch) {
  HttpRequest request;
  request.uri = site_.Uri("/x");
  request.deadline = absl::Now() - absl::Seconds(1);
  EXPECT_THAT(fetcher_.Get(request), IsError(absl::StatusCode::kDeadlineExceeded, "/x"));
}

TEST_F(HttpFetcherTest, RedirectsShareOneBudgetOfTime) {
  HttpFetcher::Options options = Private();
  options.total_timeout = absl::Seconds(1);
  HttpFetcher fetcher(options);
  for (int i = 0; i < 9; ++i) {
    site_.Put(absl::StrCat("/", i), {.status = 302,
                                     .headers = {{"Location", absl::StrCat("/", i + 1)}},
                                     .delay = absl::Milliseconds(300)});
  }
  site_.Put("/9", {.body = "at last"});
  HttpRequest request;
  request.uri = site_.Uri("/0");
  EXPECT_THAT(fetcher.Get(request), IsError(absl::StatusCode::kDeadlineExceeded, ""));
  EXPECT_EQ(site_.hits("/9"), 0);
}

TEST_F(HttpFetcherTest, UriWithLineBreakIsRefused) {
  HttpRequest request;
  request.uri = site_.Uri("/x\r\nHost: other");
  EXPECT_THAT(fetcher_.Get(request), testing::BlamesField("uri"));
}

TEST_F(HttpFetcherTest, AnswersLinkHeaders) {
  site_.Put("/feed", {.body = "<rss/>",
                      .headers = {{"Link", "</hub>; rel=hub"}, {"Link", "</self>; rel=self"}}});
  ASSERT_OK_AND_ASSIGN(const HttpResponse response, Get("/feed"));
  EXPECT_EQ(response.link_header, "</hub>; rel=hub, </self>; rel=self");
}

TEST_F(HttpFetcherTest, PostsAFormAndFollowsWhereItIsToBeSentAnew) {
  HttpRequest request;
  request.form = "a=b&c=%20";
  site_.Put("/hub", {.body = "taken", .status = 202});
  site_.Redirect("/moved", 307, "/hub");
  site_.Redirect("/elsewhere", 303, "/hub");
  for (const char* path : {"/hub", "/moved"}) {
    request.uri = site_.Uri(path);
    ASSERT_OK_AND_ASSIGN(const HttpResponse response, fetcher_.Post(request));
    EXPECT_EQ(response.status, 202);
    EXPECT_EQ(response.body, "taken");
    EXPECT_EQ(site_.requests().back().method, "POST");
    EXPECT_EQ(site_.requests().back().get_param_value("c"), " ");
  }
  request.uri = site_.Uri("/elsewhere");
  ASSERT_OK_AND_ASSIGN(const HttpResponse response, fetcher_.Post(request));
  EXPECT_EQ(response.status, 303);
  EXPECT_EQ(site_.hits("/hub"), 2);
}

TEST_F(HttpFetcherTest, PostsNowhereThatItMayNotGet) {
  HttpFetcher careful{{}};
  HttpRequest request;
  request.uri = site_.Uri("/hub");
  request.form = "a=b";
  EXPECT_THAT(careful.Post(request), IsError(absl::StatusCode::kPermissionDenied, "private"));
  EXPECT_EQ(site_.hits("/hub"), 0);
}

TEST_F(HttpFetcherTest, OfTheAnswerToAPostOnlyTheBeginningIsRead) {
  site_.Put("/hub", {.body = std::string(1 << 20, 'x'), .status = 400});
  HttpRequest request;
  request.uri = site_.Uri("/hub");
  request.form = "a=b";
  ASSERT_OK_AND_ASSIGN(const HttpResponse response, fetcher_.Post(request));
  EXPECT_EQ(response.status, 400);
  EXPECT_LE(response.body.size(), 64u << 10);
}

}  // namespace
}  // namespace broadsheet::ingest
