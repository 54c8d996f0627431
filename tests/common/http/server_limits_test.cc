// What clients can't do to a server.
#include <gmock/gmock.h>
#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <vector>

#include "common/http/server_fixture.h"

namespace broadsheet::http {
namespace {

using testing::Get;
using testing::RawClient;

constexpr absl::Duration kShort = absl::Milliseconds(200);

class ServerLimitsTest : public testing::ServerTest {
 protected:
  // A connection that has had an answer, and waits.
  RawClient Idle(const std::string& source = "127.0.0.1") {
    RawClient client = Connect(source);
    EXPECT_EQ(client.Ask(Get("/")).status, 200);
    return client;
  }
};

long Entries(const char* directory) {
  return std::distance(std::filesystem::directory_iterator(directory),
                       std::filesystem::directory_iterator());
}

TEST_F(ServerLimitsTest, LongAddressesAndHeadsAreRefused) {
  Start();
  EXPECT_EQ(Connect().Ask(Get("/" + std::string(8191, 'a'))).status, 200);
  EXPECT_EQ(Connect().Ask(Get("/" + std::string(8192, 'a'))).status, 414);
  EXPECT_EQ(Connect().Ask("GET /" + std::string(64 << 10, 'a')).status, 414);
  EXPECT_TRUE(HasHit("max_uri_bytes", 2));
  const std::string head = "GET / HTTP/1.1\r\nHost: x\r\n";
  EXPECT_EQ(Connect().Ask(head + "A: " + std::string(64 << 10, 'a')).status, 431);
  std::string many = head;
  for (int i = 0; i < 10000; ++i) many += "A: b\r\n";
  EXPECT_EQ(Connect().Ask(many).status, 431);
  EXPECT_TRUE(HasHit("max_head_bytes", 2));
}

TEST_F(ServerLimitsTest, AnEndlessHeadIsNotReadForLong) {
  Start();
  RawClient client = Connect();
  client.Send("GET / HTTP/1.1\r\nHost: x\r\n");
  const std::string line = "A: " + std::string(64 << 10, 'a') + "\r\n";
  int sent = 0;
  while (sent < 10000 && client.Send(line)) ++sent;
  EXPECT_LT(sent, 1000) << "64 MB were taken";
}

// A POST of `size` bytes, of which `sent` come.
std::string Post(const std::string& path, int size, int sent) {
  return absl::StrCat("POST ", path, " HTTP/1.1\r\nHost: x\r\nContent-Length: ", size, "\r\n\r\n",
                      std::string(sent, 'b'));
}

TEST_F(ServerLimitsTest, KeptBodiesAreBoundedByWhatTheHandlerSays) {
  Start();
  EXPECT_EQ(Connect().Ask(Post("/kept", 1000, 1000)).body.size(), 1000u);
  EXPECT_EQ(Connect().Ask(Post("/kept", 1001, 0)).status, 413);
  EXPECT_EQ(Connect()
                .Ask("POST /kept HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n" +
                     std::string(1001, 'b') + "\r\n0\r\n\r\n")
                .status,
            413);
  EXPECT_TRUE(HasHit("max_body_bytes", 2));
}

TEST_F(ServerLimitsTest, KeptBodiesTakeNoMoreMemoryTogetherThanTheyMay) {
  Start({.max_kept_bytes = 2500});
  RawClient first = Connect();
  RawClient second = Connect();
  first.Send(Post("/kept", 1000, 999));
  second.Send(Post("/kept/block", 1000, 1000));
  handler_.blocked.WaitForNotification();
  RawClient third = Connect();
  EXPECT_EQ(third.Ask(Post("/kept", 1000, 1000)).status, 503) << "of 2500 bytes 500 are left";
  EXPECT_TRUE(HasHit("max_kept_bytes"));
  EXPECT_EQ(Connect().Ask(Post("/kept", 300, 300)).status, 200);
  EXPECT_EQ(Connect().Ask(Post("/thrown/away", 5000, 5000)).status, 200);
  handler_.release.Notify();
  EXPECT_EQ(second.Read().status, 200);
  EXPECT_EQ(first.Ask("b").body.size(), 1000u);
  for (int i = 0; i < 10; ++i) {
    EXPECT_EQ(Connect().Ask(Post("/kept", 1000, 1000)).status, 200) << "what ended takes none";
  }
}

TEST_F(ServerLimitsTest, ABodyThatDoesNotComeIsGivenUp) {
  Start({.max_kept_bytes = 1000, .body_timeout = kShort});
  RawClient slow = Connect();
  slow.Send(Post("/kept", 1000, 900));
  EXPECT_TRUE(HasHit("body_timeout"));
  EXPECT_EQ(Connect().Ask(Post("/kept", 1000, 1000)).status, 200);
}

TEST_F(ServerLimitsTest, LongBodiesAreRefused) {
  Start();
  const std::string head = "POST / HTTP/1.1\r\nHost: x\r\n";
  EXPECT_EQ(Connect().Ask(head + "Content-Length: 65537\r\n\r\n").status, 413);
  EXPECT_EQ(Connect().Ask(head + "Content-Length: 65537\r\nExpect: 100-continue\r\n\r\n").status,
            413);
  RawClient chunked = Connect();
  chunked.Send(head + "Transfer-Encoding: chunked\r\n\r\n");
  for (int i = 0; i < 20; ++i) chunked.Send("1000\r\n" + std::string(0x1000, 'a') + "\r\n");
  EXPECT_EQ(chunked.Read().status, 413);
  EXPECT_TRUE(HasHit("max_body_bytes", 3));
}

TEST_F(ServerLimitsTest, DrippingAHeadDoesNotExtendItsTime) {
  Start({.head_timeout = kShort});
  RawClient client = Connect();
  client.Send("GET / HTTP/1.1\r\nHost: x\r\n");
  int dripped = 0;
  while (dripped < 1000 && client.Send("A: b\r\n")) {
    ++dripped;
    absl::SleepFor(absl::Milliseconds(20));
  }
  EXPECT_LT(dripped, 1000);
  EXPECT_TRUE(HasHit("head_timeout"));
}

TEST_F(ServerLimitsTest, SilentConnectionsEnd) {
  Start({.head_timeout = kShort});
  EXPECT_TRUE(Connect().AwaitEnd());
  EXPECT_TRUE(HasHit("head_timeout"));
}

TEST_F(ServerLimitsTest, IdleConnectionsEnd) {
  Start({.idle_timeout = kShort});
  EXPECT_TRUE(Idle().AwaitEnd());
  EXPECT_TRUE(HasHit("idle_timeout"));
}

TEST_F(ServerLimitsTest, SlowBodiesEnd) {
  Start({.body_timeout = kShort});
  RawClient client = Connect();
  client.Send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n");
  EXPECT_TRUE(client.AwaitEnd());
  EXPECT_TRUE(HasHit("body_timeout"));
}

TEST_F(ServerLimitsTest, SlowReadersEnd) {
  Start({.response_timeout = kShort});
  RawClient client = Connect();
  client.Send(Get("/large"));
  EXPECT_TRUE(HasHit("response_timeout"));
}

TEST_F(ServerLimitsTest, ConnectionsEndAfterSomeRequests) {
  Start({.max_requests_per_connection = 2});
  RawClient client = Idle();
  EXPECT_EQ(client.Ask(Get("/")).headers["connection"], "close");
  EXPECT_TRUE(client.AwaitEnd());
  EXPECT_TRUE(HasHit("max_requests_per_connection"));
}

TEST_F(ServerLimitsTest, TheConnectionThatWaitsLongestMakesPlace) {
  Start({.max_connections = 2});
  RawClient first = Idle(), second = Idle();
  EXPECT_EQ(first.Ask(Get("/")).status, 200);  // and so the second waits longest
  RawClient third = Idle();
  EXPECT_TRUE(second.AwaitEnd());
  EXPECT_EQ(first.Ask(Get("/")).status, 200);
  EXPECT_TRUE(HasHit("max_connections"));
  EXPECT_TRUE(Shows("http_server_connections{server=\"test\"}", 2));
}

TEST_F(ServerLimitsTest, ARequestThatDoesNotEndMakesPlace) {
  Start({.max_connections = 1});
  for (const char* begun :
       {"GET / HTTP/1.1\r\nHost:", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n"}) {
    RawClient slow = Connect();
    slow.Send(begun);
    EXPECT_EQ(Idle().Ask(Get("/")).status, 200);
    EXPECT_TRUE(slow.AwaitEnd());
  }
}

TEST_F(ServerLimitsTest, NewConnectionsAreRefusedWhereAllAreAtWork) {
  Start({.max_connections = 1});
  RawClient busy = Connect();
  busy.Send(Get("/block"));
  handler_.blocked.WaitForNotification();
  RawClient refused = Connect();
  const testing::Answer answer = refused.Read();
  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(answer.headers.at("retry-after"), "5");
  EXPECT_TRUE(refused.AwaitEnd());
  EXPECT_TRUE(Shows("http_server_connections_refused_total{server=\"test\"}", 1));
  handler_.release.Notify();
  EXPECT_EQ(busy.Read().status, 200);
}

TEST_F(ServerLimitsTest, APeerMakesPlaceForItself) {
  Start({.max_connections_per_peer = 1});
  RawClient other = Idle("127.0.0.2");
  RawClient first = Idle("127.0.0.3"), second = Idle("127.0.0.3");
  EXPECT_TRUE(first.AwaitEnd());
  EXPECT_EQ(second.Ask(Get("/")).status, 200);
  EXPECT_EQ(other.Ask(Get("/")).status, 200);
  EXPECT_TRUE(HasHit("max_connections_per_peer"));
}

TEST_F(ServerLimitsTest, WhatFindsNoThreadIsRefusedAndWhatNeedsNoneIsAnswered) {
  Start({.threads = 1, .max_queued_requests = 0});
  RawClient busy = Connect(), other = Connect();
  busy.Send(Get("/block"));
  handler_.blocked.WaitForNotification();
  EXPECT_EQ(other.Ask(Get("/slow")).status, 503);
  EXPECT_EQ(other.Ask(Get("/quick")).status, 200) << "on the same connection";
  EXPECT_TRUE(HasHit("max_queued_requests"));
}

TEST_F(ServerLimitsTest, ThousandsOfConnectionsTakeNoThread) {
  constexpr int kMany = 2000;
  rlimit descriptors{};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &descriptors), 0);
  if (descriptors.rlim_max < 2 * kMany + 500) GTEST_SKIP() << "too few descriptors";
  const rlimit before = descriptors;
  descriptors.rlim_cur = descriptors.rlim_max;
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &descriptors), 0);
  Start();
  std::vector<RawClient> clients;
  clients.push_back(Idle());
  const long threads = Entries("/proc/self/task");
  for (int i = 0; i < kMany; ++i) {
    clients.push_back(Connect());
    clients.back().Send(i % 2 == 0 ? "" : "GET / HTTP/1.1\r\nHost:");
  }
  EXPECT_TRUE(Shows("http_server_connections{server=\"test\"}", kMany + 1));
  EXPECT_EQ(Connect().Ask(Get("/")).status, 200);
  EXPECT_LE(Entries("/proc/self/task"), threads);
  for (RawClient& client : clients) EXPECT_TRUE(client.IsQuiet());
  setrlimit(RLIMIT_NOFILE, &before);
}

TEST_F(ServerLimitsTest, GoesOnWhenDescriptorsWereUsedUp) {
  Start();
  RawClient idle = Idle();
  rlimit limit{};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &limit), 0);
  const rlimit before = limit;
  // The client's end is opened with the last; none is left for the server's.
  std::vector<int> used;
  limit.rlim_cur = static_cast<rlim_t>(dup(0)) + 1;
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &limit), 0);
  close(static_cast<int>(limit.rlim_cur) - 1);
  RawClient waits = Connect();
  EXPECT_TRUE(idle.AwaitEnd()) << "it makes place";
  EXPECT_EQ(waits.Ask(Get("/")).status, 200);
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &before), 0);
  EXPECT_FALSE(
      absl::StrContains(metrics_.Scrape(), "http_server_accept_errors_total{server=\"test\"} 0\n"));
  EXPECT_EQ(Connect().Ask(Get("/")).status, 200);
}

}  // namespace
}  // namespace broadsheet::http
