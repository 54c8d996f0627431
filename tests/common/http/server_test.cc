// What a server answers; server_limits_test.cc has what it does not.
#include "common/http/server.h"

#include <gmock/gmock.h>

#include <thread>

#include "common/http/server_fixture.h"

namespace broadsheet::http {
namespace {

using ::broadsheet::testing::IsError;
using testing::Get;
using ::testing::HasSubstr;
using testing::RawClient;
using testing::ServerTest;

TEST_F(ServerTest, AnswersPipelinedRequestsInTheirOrder) {
  Start();
  RawClient client = Connect();
  client.Send(Get("/1") + Get("/quick") + Get("/3"));
  EXPECT_EQ(client.Read().body, "GET /1 x ");
  EXPECT_EQ(client.Read().body, "GET /quick x ");
  EXPECT_EQ(client.Read().body, "GET /3 x ");
}

TEST_F(ServerTest, DecodesTheTarget) {
  Start();
  RawClient client = Connect();
  EXPECT_EQ(client.Ask(Get("/a%2Fb+c?q=x%20y+z&q=%zz")).body, "GET /a/b+c x q=x y z&q=%zz");
  EXPECT_EQ(client.Ask(Get("http://news.example:80/a?b=c")).body, "GET /a news.example:80 b=c");
  EXPECT_EQ(client.Ask(Get("/%00%ff")).body, std::string("GET /\0\xff x ", 10));
  EXPECT_EQ(client.Ask("OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n").body, "OPTIONS * x ");
}

TEST_F(ServerTest, KeepsConnectionsOfHttp10OnlyWhereAsked) {
  Start();
  RawClient client = Connect();
  EXPECT_EQ(client.Ask("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").status, 200);
  EXPECT_EQ(client.Ask("GET / HTTP/1.0\r\n\r\n").status, 200);
  EXPECT_TRUE(client.AwaitEnd());
}

TEST_F(ServerTest, EndsAConnectionThatTheClientWantsToEnd) {
  Start();
  RawClient client = Connect();
  const testing::Answer answer =
      client.Ask("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(answer.headers.at("connection"), "close");
  EXPECT_TRUE(client.AwaitEnd());
}

TEST_F(ServerTest, HeadHasTheHeadersOfGetAndNoBody) {
  Start();
  RawClient client = Connect();
  client.Send("HEAD /abc HTTP/1.1\r\nHost: x\r\n\r\n");
  const testing::Answer head = client.Read(true);
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.headers.at("content-length"), "12");  // "HEAD /abc x "
  EXPECT_EQ(client.Ask(Get("/abc")).body, "GET /abc x ") << "no body came in between";
}

TEST_F(ServerTest, IgnoresRanges) {
  Start();
  const testing::Answer answer =
      Connect().Ask("GET /abc HTTP/1.1\r\nHost: x\r\nRange: bytes=0-1\r\n\r\n");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, "GET /abc x ");
  EXPECT_EQ(answer.headers.at("accept-ranges"), "none");
}

TEST_F(ServerTest, AnUnchangedPageHasNoLength) {
  Start();
  RawClient client = Connect();
  const testing::Answer answer = client.Ask(Get("/unchanged"));
  EXPECT_EQ(answer.status, 304);
  EXPECT_EQ(answer.headers.count("content-length"), 0);
  EXPECT_EQ(client.Ask(Get("/next")).status, 200);
}

TEST_F(ServerTest, AHeaderDoesNotBeginAnother) {
  Start();
  const testing::Answer answer = Connect().Ask(Get("/split"));
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.headers.count("evil"), 0);
  EXPECT_EQ(answer.headers.at("c"), "d");
}

TEST_F(ServerTest, ThrowsBodiesAway) {
  Start();
  RawClient client = Connect();
  EXPECT_EQ(client.Ask("POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nGET /").body,
            "POST /a x ");
  EXPECT_EQ(client
                .Ask("PUT /b HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                     "5;a=b\r\nGET /\r\n0\r\nTrailer: x\r\n\r\n")
                .body,
            "PUT /b x ");
  client.Send("POST /c HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(client.Read().status, 100);
  EXPECT_EQ(client.Ask("!").body, "POST /c x ");
}

TEST_F(ServerTest, KeepsTheBodyWhereTheHandlerWantsIt) {
  Start();
  RawClient client = Connect();
  const std::string bytes("GET /\0\xff\r\n", 9);
  EXPECT_EQ(
      client.Ask(absl::StrCat("POST /kept HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n", bytes))
          .body,
      bytes);
  EXPECT_EQ(client
                .Ask("POST /kept HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                     "3\r\nabc\r\n4;x=y\r\ndefg\r\n0\r\n\r\n")
                .body,
            "abcdefg");
  EXPECT_EQ(client.Ask("POST /kept HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n").body, "");
  EXPECT_EQ(client.Ask(Get("/kept")).body, "");
}

TEST_F(ServerTest, BodyOfAGetIsRefusedAndNotTakenForTheNextRequest) {
  Start();
  for (const char* framing : {"Content-Length: 36", "Transfer-Encoding: chunked"}) {
    RawClient client = Connect();
    const testing::Answer answer = client.Ask(
        absl::StrCat("GET / HTTP/1.1\r\nHost: x\r\n", framing, "\r\n\r\n", Get("/evil")));
    EXPECT_EQ(answer.status, 400) << framing;
    EXPECT_EQ(answer.headers.at("connection"), "close");
    EXPECT_EQ(client.Read().status, 0);
  }
}

TEST_F(ServerTest, RefusesWhatAProxyCouldReadInAnotherWay) {
  Start();
  const std::string request = "POST / HTTP/1.1\r\nHost: x\r\n";
  for (const std::string& head : {
           request + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
           request + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
           request + "Transfer-Encoding: gzip, chunked\r\n",
           request + "Transfer-Encoding: gzip\r\n",
           request + "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
           request + "Content-Length: 5\r\nContent-Length: 5\r\n",
           request + "Content-Length: 5\r\nContent-Length: 6\r\n",
           request + "Content-Length: +5\r\n",
           request + "Content-Length: 99999999999999999999999\r\n",
           request + "Content-Length : 5\r\n",
           request + "Host: y\r\n",
           std::string("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n"),
           std::string("GET / HTTP/1.1\r\n"),
           std::string("GET / HTTP/1.1\r\nHost: x\r\nName\r\n"),
           std::string("GET / HTTP/1.1\r\nHost: x\r\nName: a\nb: c\r\n"),
           std::string("GET / HTTP/1.1\r\nHost: x\r\nName: \0\r\n", 35),
           std::string("GET nowhere HTTP/1.1\r\nHost: x\r\n"),
           std::string("GET  / HTTP/1.1\r\nHost: x\r\n"),
           std::string("GET /\r\n"),
           std::string("\x16\x03\x01\x02 (TLS)\r\n"),
       }) {
    RawClient client = Connect();
    EXPECT_EQ(client.Ask(absl::StrCat(head, "\r\n0\r\n\r\n", Get("/evil"))).status, 400) << head;
    EXPECT_EQ(client.Read().status, 0) << head;
    EXPECT_TRUE(client.AwaitEnd()) << head;
  }
}

TEST_F(ServerTest, RefusesOtherVersions) {
  Start();
  EXPECT_EQ(Connect().Ask("GET / HTTP/2.0\r\nHost: x\r\n\r\n").status, 505);
  EXPECT_EQ(Connect().Ask("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").status, 505);
}

TEST_F(ServerTest, ThrownExceptionsAreInternalErrors) {
  Start();
  RawClient client = Connect();
  EXPECT_EQ(client.Ask(Get("/throw")).status, 500);
  EXPECT_EQ(client.Ask(Get("/throw/int")).status, 500);
  EXPECT_EQ(client.Ask(Get("/next")).status, 200);
}

TEST_F(ServerTest, ShutdownEndsIdleConnectionsAndLetsRequestsEnd) {
  Start();
  RawClient idle = Connect(), busy = Connect();
  EXPECT_EQ(idle.Ask(Get("/")).status, 200);
  busy.Send(Get("/block"));
  handler_.blocked.WaitForNotification();
  std::thread shutdown([this] { server_->Shutdown(absl::Seconds(60)); });
  EXPECT_TRUE(idle.AwaitEnd());
  EXPECT_TRUE(busy.IsQuiet());
  handler_.release.Notify();
  const testing::Answer answer = busy.Read();
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.headers.at("connection"), "close");
  EXPECT_TRUE(busy.AwaitEnd());
  shutdown.join();
}

TEST_F(ServerTest, ShutdownWaitsNoLongerThanItMay) {
  Start();
  RawClient busy = Connect();
  busy.Send(Get("/block"));
  handler_.blocked.WaitForNotification();
  server_->Shutdown(absl::Milliseconds(50));
  handler_.release.Notify();
  server_.reset();
}

TEST_F(ServerTest, ListensOnIpv6) {
  const auto server = Server::Start({.listen = "[::1]:0", .name = "test"}, handler_, metrics_);
  if (!server.ok()) GTEST_SKIP() << "no IPv6 here: " << server.status();
  EXPECT_EQ(RawClient((*server)->port(), "::1").Ask(Get("/")).status, 200);
}

TEST_F(ServerTest, SaysWhichAddressIsTakenOrWrong) {
  Start();
  const std::string taken = absl::StrCat("127.0.0.1:", server_->port());
  EXPECT_THAT(Server::Start({.listen = taken, .name = "test"}, handler_, metrics_),
              IsError(absl::StatusCode::kUnavailable,
                      "can't listen on " + taken + ": the address is taken or not ours"));
  EXPECT_THAT(Server::Start({.listen = "nowhere", .name = "test"}, handler_, metrics_),
              IsError(absl::StatusCode::kInvalidArgument, "'nowhere' is not host:port"));
}

}  // namespace
}  // namespace broadsheet::http
