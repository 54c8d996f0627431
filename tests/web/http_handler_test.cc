#include "web/http_handler.h"

#include <gmock/gmock.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/rpc/client.h"
#include "support/matchers.h"
#include "web/site_fixture.h"

namespace broadsheet::web {
namespace {

using ::testing::HasSubstr;

class HttpHandlerTest : public testing::SiteTest {
 protected:
  // The status of the answer to `bytes`.
  std::string StatusOf(const std::string& bytes) {
    const int connection = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(static_cast<uint16_t>(server_->port()));
    EXPECT_EQ(connect(connection, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    EXPECT_EQ(write(connection, bytes.data(), bytes.size()), static_cast<ssize_t>(bytes.size()));
    std::string answer(12, '\0');
    EXPECT_EQ(recv(connection, answer.data(), answer.size(), MSG_WAITALL), 12);
    close(connection);
    return answer.substr(9);  // behind "HTTP/1.1 "
  }
};

constexpr char kStory[] = "/2026/06/18/the-night-shift-at-the-drone-port";

TEST_F(HttpHandlerTest, AnswersThatThePageIsUnchanged) {
  const httplib::Response page = Get(kStory);
  const std::string etag = page.get_header_value("ETag");
  EXPECT_EQ(page.get_header_value("Last-Modified"), "Sun, 21 Jun 2026 08:05:00 GMT");
  const httplib::Response again = Get(kStory, {{"If-None-Match", "\"other\", " + etag}});
  EXPECT_EQ(again.status, 304);
  EXPECT_EQ(again.body, "");
  EXPECT_EQ(again.get_header_value("ETag"), etag);
  // Two edits in a second have one time.
  EXPECT_EQ(Get(kStory, {{"If-Modified-Since", "Sun, 21 Jun 2026 08:05:00 GMT"}}).status, 200);
  EXPECT_EQ(Get(kStory, {{"If-None-Match", "\"other\""}}).status, 200);
}

TEST_F(HttpHandlerTest, CompressesPages) {
  browser_->set_decompress(false);
  const httplib::Response page = Get(kStory, {{"Accept-Encoding", "gzip"}});
  EXPECT_EQ(page.get_header_value("Content-Encoding"), "gzip");
  EXPECT_EQ(page.get_header_value("Vary"), "Accept-Encoding");
}

TEST_F(HttpHandlerTest, NothingRunsInAPage) {
  const httplib::Response page = Get(kStory);
  EXPECT_THAT(page.get_header_value("Content-Security-Policy"), HasSubstr("default-src 'none'"));
  EXPECT_EQ(page.get_header_value("X-Content-Type-Options"), "nosniff");
  EXPECT_EQ(page.get_header_value("Referrer-Policy"), "strict-origin-when-cross-origin");
}

TEST_F(HttpHandlerTest, HeadHasTheHeadersAlone) {
  const httplib::Response page = Get(kStory);
  const httplib::Result head = browser_->Head(kStory);
  ASSERT_TRUE(head);
  EXPECT_EQ(head->status, 200);
  EXPECT_EQ(head->body, "");
  EXPECT_EQ(head->get_header_value("ETag"), page.get_header_value("ETag"));
  EXPECT_EQ(head->get_header_value("Content-Length"), std::to_string(page.body.size()));
}

TEST_F(HttpHandlerTest, OtherMethodsAreNotAllowed) {
  const httplib::Result post = browser_->Post(kStory, "a=b", "application/x-www-form-urlencoded");
  ASSERT_TRUE(post);
  EXPECT_EQ(post->status, 405);
  EXPECT_EQ(post->get_header_value("Allow"), "GET, HEAD");
  EXPECT_EQ(browser_->Delete(kStory)->status, 405);
  // As `curl -X POST` sends it.
  for (const char* method : {"POST", "PUT", "PATCH", "OPTIONS", "DELETE"}) {
    EXPECT_EQ(StatusOf(std::string(method) + " / HTTP/1.1\r\nHost: x\r\n\r\n"), "405") << method;
  }
}

TEST_F(HttpHandlerTest, BodyOfAGetIsNotTakenForTheNextRequest) {
  browser_->set_keep_alive(true);
  httplib::Request request;
  request.method = "GET";
  request.path = "/";
  request.body = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n";
  const httplib::Result result = browser_->send(request);
  ASSERT_TRUE(result);
  EXPECT_EQ(result->status, 400);
  EXPECT_EQ(result->get_header_value("Connection"), "close");
  EXPECT_THAT(Get("/robots.txt").body, HasSubstr("User-agent"));
}

TEST_F(HttpHandlerTest, CountsAllAnswers) {
  EXPECT_EQ(Get(kStory).status, 200);
  EXPECT_EQ(browser_->Delete(kStory)->status, 405);
  EXPECT_EQ(browser_->Delete("/")->status, 405);
  EXPECT_EQ(StatusOf("GET / HTTP/1.1\r\n\r\n"), "400");
  EXPECT_EQ(StatusOf("GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\n"), "400");
  const std::string shown = metrics_.Scrape();
  EXPECT_THAT(shown, HasSubstr("http_server_requests_total{code=\"200\",page=\"article\"} 1\n"));
  EXPECT_THAT(shown, HasSubstr("http_server_requests_total{code=\"405\",page=\"article\"} 1\n"));
  EXPECT_THAT(shown, HasSubstr("http_server_requests_total{code=\"405\",page=\"front\"} 1\n"));
  EXPECT_THAT(shown, HasSubstr("http_server_requests_total{code=\"400\",page=\"other\"} 2\n"));
}

TEST_F(HttpHandlerTest, RefusalsArePages) {
  const httplib::Response page = Get("/", {{"Long", std::string(20000, 'a')}});
  EXPECT_EQ(page.status, 431);
  EXPECT_THAT(page.body, HasSubstr("the headers are too long"));
  EXPECT_THAT(page.get_header_value("Content-Security-Policy"), HasSubstr("default-src 'none'"));
  const http::Response busy = handler_->Refuse(503, "too many");
  EXPECT_THAT(busy.headers, ::testing::Contains(::testing::Pair("Retry-After", "5")));
  EXPECT_THAT(handler_->Refuse(500, "a secret").body, ::testing::Not(HasSubstr("a secret")));
}

TEST_F(HttpHandlerTest, RedirectsKeepParametersAndNothingElse) {
  const http::Response moved = handler_->Answer({.method = "GET",
                                                 .path = "/category/tech",
                                                 .parameters = {{"a\r\nSet-Cookie: b", "c&d"}},
                                                 .receive_time = absl::Now()});
  EXPECT_EQ(moved.status, 301);
  EXPECT_THAT(moved.headers, ::testing::Contains(::testing::Pair(
                                 "Location", "/category/tech/?a%0D%0ASet-Cookie%3A%20b=c%26d")));
}

TEST_F(HttpHandlerTest, HealthNeedsNoThread) {
  EXPECT_TRUE(handler_->IsQuick({.method = "GET", .path = "/healthz"}));
  EXPECT_TRUE(handler_->IsQuick({.method = "HEAD", .path = "/robots.txt"}));
  EXPECT_TRUE(handler_->IsQuick({.method = "POST", .path = "/"}));
  EXPECT_FALSE(handler_->IsQuick({.method = "GET", .path = "/"}));
  EXPECT_FALSE(handler_->IsQuick({.method = "GET", .path = "/static/style.css"}));
}

TEST_F(HttpHandlerTest, LongPathsAreNotFound) {
  EXPECT_EQ(Get("/" + std::string(8000, 'a')).status, 404);
}

}  // namespace
}  // namespace broadsheet::web
