#include "ingest/crawl/page_fetcher.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/rpc/client.h"
#include "common/status.h"

namespace broadsheet::ingest {
namespace {

constexpr char kProduct[] = "Broadsheet";
constexpr absl::Duration kRobotsLifetime = absl::Hours(24);
constexpr absl::Duration kRobotsRetry = absl::Minutes(5);
constexpr size_t kMaxHosts = 10'000;

// "http://host:80/a?b" -> {"http://host:80", "/a?b"}.
std::pair<std::string, std::string> SplitUri(const std::string& uri) {
  const size_t authority = uri.find("://");
  if (authority == std::string::npos) return {uri, "/"};
  const size_t path = uri.find_first_of("/?#", authority + 3);
  if (path == std::string::npos) return {absl::AsciiStrToLower(uri), "/"};
  std::string rest = uri.substr(path, uri.find('#', path) - path);
  if (rest.empty() || rest[0] != '/') rest.insert(0, "/");
  return {absl::AsciiStrToLower(uri.substr(0, path)), rest};
}

bool ServerFails(const HttpResponse& response) {
  return response.status >= 500 || response.status == 429;
}

}  // namespace

absl::StatusOr<HttpResponse> PageFetcher::Get(HttpRequest request) {
  request.before_request = [this, deadline = request.deadline](const std::string& uri) {
    const std::string host = SplitUri(uri).first;
    RETURN_IF_ERROR(CheckRobots(uri, host, deadline));
    return AwaitTurn(host, deadline);
  };
  return http_.Get(request);
}

absl::StatusOr<HttpResponse> PageFetcher::GetInTurn(HttpRequest request) {
  request.before_request = [this, deadline = request.deadline](const std::string& uri) {
    return AwaitTurn(SplitUri(uri).first, deadline);
  };
  return http_.Get(request);
}

absl::Status PageFetcher::AwaitTurn(const std::string& host, absl::Time deadline) {
  const absl::Time now = absl::Now();
  absl::Time turn;
  {
    absl::MutexLock lock(&mutex_);
    ForgetIdleHosts(now);
    Host& state = hosts_[host];
    turn = std::max(now, state.next_turn);
    if (turn > deadline) {
      return absl::DeadlineExceededError(
          absl::StrCat(host, ": its next turn is in ", absl::FormatDuration(turn - now)));
    }
    state.next_turn = turn + host_interval_;
  }
  absl::SleepFor(turn - now);
  return absl::OkStatus();
}

// RFC 9309, 2.3.1: no robots.txt allows all; a server that fails allows nothing, and nor
// does a file that can't be read.
absl::StatusOr<RobotsRules> PageFetcher::RulesOf(const HttpResponse& response,
                                                 absl::Time deadline) {
  if (ServerFails(response)) return RobotsRules::DisallowAll();
  if (response.status != 200) return RobotsRules::AllowAll();
  Call call = BackgroundCall("robots.txt", deadline - absl::Now());
  absl::StatusOr<RobotsRules> rules = parser_.ReadRobots(call, response.body, kProduct);
  if (!rules.ok() && IsOfTheBytes(rules.status())) return RobotsRules::DisallowAll();
  return rules;
}

absl::Status PageFetcher::CheckRobots(const std::string& uri, const std::string& host,
                                      absl::Time deadline) {
  RobotsRules rules;
  bool known = false;
  {
    absl::MutexLock lock(&mutex_);
    const auto found = hosts_.find(host);
    known = found != hosts_.end() && found->second.robots_until > absl::Now();
    if (known) rules = found->second.robots;
  }
  if (!known) {
    HttpRequest request;
    request.uri = absl::StrCat(host, "/robots.txt");
    request.deadline = deadline;
    ASSIGN_OR_RETURN(const HttpResponse response, http_.Get(request));
    ASSIGN_OR_RETURN(rules, RulesOf(response, deadline));
    absl::MutexLock lock(&mutex_);
    Host& state = hosts_[host];
    state.robots = rules;
    state.robots_until = absl::Now() + (ServerFails(response) ? kRobotsRetry : kRobotsLifetime);
  }
  if (rules.Allows(SplitUri(uri).second)) return absl::OkStatus();
  return WithReason(
      absl::PermissionDeniedError(absl::StrCat(uri, ": robots.txt of its host disallows it")),
      "ROBOTS_DISALLOWED", {{"uri", uri}});
}

void PageFetcher::ForgetIdleHosts(absl::Time now) {
  if (hosts_.size() < kMaxHosts) return;
  std::erase_if(hosts_, [now](const auto& entry) { return entry.second.next_turn < now; });
}

}  // namespace broadsheet::ingest
