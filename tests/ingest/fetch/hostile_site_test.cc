// Web servers that do not want to serve.
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>
#include <zlib.h>

#include <functional>
#include <string>
#include <thread>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "ingest/fetch/http_fetcher.h"
#include "support/matchers.h"

namespace broadsheet::ingest {
namespace {

using ::broadsheet::testing::IsError;

constexpr char kHead[] = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n";

// Does to one connection what it is told, once it has read a request.
class RawSite {
 public:
  // False where the other end is gone.
  using Send = std::function<bool(const std::string&)>;

  explicit RawSite(std::function<void(const Send&)> answer) {
    listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    bind(listener_, reinterpret_cast<sockaddr*>(&address), length);
    getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &length);
    port_ = ntohs(address.sin_port);
    listen(listener_, 1);
    thread_ = std::thread([this, answer = std::move(answer)] { Serve(answer); });
  }
  ~RawSite() {
    shutdown(listener_, SHUT_RDWR);
    thread_.join();
    close(listener_);
  }

  std::string uri() const { return absl::StrCat("http://127.0.0.1:", port_, "/"); }

 private:
  void Serve(const std::function<void(const Send&)>& answer) const {
    const int connection = accept(listener_, nullptr, nullptr);
    if (connection < 0) return;
    std::string request;
    char buffer[4096];
    while (!absl::StrContains(request, "\r\n\r\n")) {
      const ssize_t size = recv(connection, buffer, sizeof buffer, 0);
      if (size <= 0) break;
      request.append(buffer, static_cast<size_t>(size));
    }
    answer([connection](const std::string& bytes) {
      return send(connection, bytes.data(), bytes.size(), MSG_NOSIGNAL) ==
             static_cast<ssize_t>(bytes.size());
    });
    close(connection);
  }

  int listener_;
  int port_;
  std::thread thread_;
};

std::string Gzip(const std::string& text) {
  z_stream stream{};
  deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
  std::string result(deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(result.data());
  stream.avail_out = static_cast<uInt>(result.size());
  deflate(&stream, Z_FINISH);
  result.resize(stream.total_out);
  deflateEnd(&stream);
  return result;
}

class HostileSiteTest : public ::testing::Test {
 protected:
  // What a fetch from there comes to; it may take a second, and 100,000 bytes.
  static absl::StatusOr<HttpResponse> Fetch(std::function<void(const RawSite::Send&)> answer) {
    const RawSite site(std::move(answer));
    HttpFetcher::Options options;
    options.allow_private_addresses = true;
    options.total_timeout = absl::Seconds(1);
    options.max_body_bytes = 100'000;
    HttpFetcher fetcher(options);
    HttpRequest request;
    request.uri = site.uri();
    return fetcher.Get(request);
  }
};

TEST_F(HostileSiteTest, BombIsCutAtWhatItUnpacksTo) {
  const std::string bomb = Gzip(std::string(50'000'000, 'x'));
  ASSERT_OK_AND_ASSIGN(const HttpResponse response, Fetch([&](const RawSite::Send& send) {
                         send(absl::StrCat(kHead, "Content-Encoding: gzip\r\nContent-Length: ",
                                           bomb.size(), "\r\n\r\n", bomb));
                       }));
  EXPECT_TRUE(response.oversized);
  EXPECT_LT(response.bytes_read, 1'000'000);
}

TEST_F(HostileSiteTest, EndlessBodyIsCut) {
  ASSERT_OK_AND_ASSIGN(const HttpResponse response, Fetch([](const RawSite::Send& send) {
                         send(absl::StrCat(kHead, "\r\n"));
                         while (send(std::string(10'000, 'x'))) {
                         }
                       }));
  EXPECT_TRUE(response.oversized);
}

TEST_F(HostileSiteTest, EndlessHeadIsRefused) {
  const auto response = Fetch([](const RawSite::Send& send) {
    send(kHead);
    for (int i = 0; send(absl::StrCat("X-", i, ": ", std::string(1000, 'x'), "\r\n")); ++i) {
    }
  });
  EXPECT_THAT(response, IsError(absl::StatusCode::kUnavailable, ""));
}

TEST_F(HostileSiteTest, EndlessHeaderIsRefused) {
  const auto response = Fetch([](const RawSite::Send& send) {
    send(absl::StrCat(kHead, "X: "));
    while (send(std::string(1000, 'x'))) {
    }
  });
  EXPECT_THAT(response, IsError(absl::StatusCode::kUnavailable, ""));
}

TEST_F(HostileSiteTest, ByteByByteIsTooSlow) {
  for (const char* const begin :
       {"HTTP/1.1 200", kHead, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"}) {
    const auto response = Fetch([&](const RawSite::Send& send) {
      send(begin);
      while (send("x")) absl::SleepFor(absl::Milliseconds(50));
    });
    EXPECT_THAT(response, IsError(absl::StatusCode::kDeadlineExceeded, "")) << begin;
  }
}

TEST_F(HostileSiteTest, BodyThatBreaksOffIsNone) {
  const auto response = Fetch([](const RawSite::Send& send) {
    send(absl::StrCat(kHead, "Content-Length: 1000\r\n\r\n<p>only the beg"));
  });
  EXPECT_THAT(response, IsError(absl::StatusCode::kUnavailable, ""));
}

TEST_F(HostileSiteTest, WhatIsNoHttpIsRefused) {
  for (const char* const answer : {"", "\r\n", "SSH-2.0-OpenSSH_9.2\r\n", "HTTP/1.1\r\n\r\n"}) {
    const auto response = Fetch([&](const RawSite::Send& send) { send(answer); });
    EXPECT_THAT(response, IsError(absl::StatusCode::kUnavailable, "")) << answer;
  }
}

}  // namespace
}  // namespace broadsheet::ingest
