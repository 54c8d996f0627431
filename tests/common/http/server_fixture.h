// A server whose handler does what a test tells it.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <stdexcept>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "common/http/raw_client.h"
#include "common/http/server.h"
#include "support/matchers.h"

namespace broadsheet::http::testing {

// Answers "METHOD path host a=b" but for some paths.
class TestHandler final : public Handler {
 public:
  Response Answer(const Request& request) override {
    if (request.path == "/throw") throw std::runtime_error("as it was told");
    if (request.path == "/throw/int") throw 1;
    if (request.path == "/large") return {.body = std::string(64 << 20, 'x')};
    if (request.path == "/unchanged") return {.status = 304};
    if (request.path == "/split") return {.headers = {{"A", "b\r\nEvil: yes"}, {"C", "d"}}};
    if (request.path == "/kept") return {.body = request.body};
    if (absl::EndsWith(request.path, "/block")) {
      if (!blocked.HasBeenNotified()) blocked.Notify();
      release.WaitForNotification();
    }
    return {.body = absl::StrCat(request.method, " ", request.path, " ", request.host, " ",
                                 absl::StrJoin(request.parameters, "&", absl::PairFormatter("=")))};
  }
  int KeptBodyBytes(const Request& request) const override {
    return absl::StartsWith(request.path, "/kept") ? 1000 : 0;
  }
  bool IsQuick(const Request& request) const override { return request.path == "/quick"; }
  Response Refuse(int status, const std::string& why) override {
    return {.status = status, .body = why};
  }

  absl::Notification blocked;  // a request is in /block
  absl::Notification release;  // it may go on
};

class ServerTest : public ::testing::Test {
 protected:
  ~ServerTest() override {
    if (!handler_.release.HasBeenNotified()) handler_.release.Notify();
  }

  void Start(const Limits& limits = {}, const std::string& listen = "127.0.0.1:0") {
    server_ =
        *Server::Start({.listen = listen, .name = "test", .limits = limits}, handler_, metrics_);
  }

  RawClient Connect(const std::string& source = "127.0.0.1") {
    return RawClient(server_->port(), source);
  }

  // Whether the metric has this value within some seconds: `name` with its labels.
  bool Shows(const std::string& name, int value) {
    const std::string line = absl::StrCat(name, " ", value, "\n");
    for (int i = 0; i < 2000; ++i) {
      if (absl::StrContains(metrics_.Scrape(), line)) return true;
      absl::SleepFor(absl::Milliseconds(10));
    }
    return false;
  }
  bool HasHit(const std::string& limit, int times = 1) {
    return Shows(
        absl::StrCat("http_server_limit_hits_total{limit=\"", limit, "\",server=\"test\"}"), times);
  }

  Metrics metrics_;
  TestHandler handler_;
  std::unique_ptr<Server> server_;
};

inline std::string Get(const std::string& target) {
  return absl::StrCat("GET ", target, " HTTP/1.1\r\nHost: x\r\n\r\n");
}

}  // namespace broadsheet::http::testing
