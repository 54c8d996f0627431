// Fetching pages as a guest: robots.txt is obeyed, and each host is asked no
// more often than is polite.
#pragma once

#include <map>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "ingest/fetch/http_client.h"
#include "ingest/fetch/robots.h"
#include "ingest/parser/parser.h"

namespace broadsheet::ingest {

// Thread-safe.
class PageFetcher {
 public:
  // `host_interval` lies between the beginnings of two requests to one host.
  // `http` and `parser` must outlive it.
  PageFetcher(HttpClient& http, Parser& parser, absl::Duration host_interval)
      : http_(http), parser_(parser), host_interval_(host_interval) {}

  // As HttpClient::Get(), and waits for the host's turn before each request.
  // PERMISSION_DENIED with reason ROBOTS_DISALLOWED where robots.txt says so;
  // DEADLINE_EXCEEDED, at once, where the turn would come too late.
  absl::StatusOr<HttpResponse> Get(HttpRequest request);

  // The same without robots.txt, for what is no page but was given to us to be polled.
  absl::StatusOr<HttpResponse> GetInTurn(HttpRequest request);

 private:
  struct Host {
    absl::Time next_turn = absl::InfinitePast();
    RobotsRules robots;
    absl::Time robots_until = absl::InfinitePast();
  };

  absl::Status AwaitTurn(const std::string& host, absl::Time deadline);
  absl::Status CheckRobots(const std::string& uri, const std::string& host, absl::Time deadline);
  void ForgetIdleHosts(absl::Time now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  // Those of what a host answered for its robots.txt.
  absl::StatusOr<RobotsRules> RulesOf(const HttpResponse& response, absl::Time deadline);

  HttpClient& http_;
  Parser& parser_;
  const absl::Duration host_interval_;
  absl::Mutex mutex_;
  // By scheme and authority.
  std::map<std::string, Host> hosts_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace broadsheet::ingest
