#include "ingest/websub/websub.h"

#include <utility>

#include "absl/memory/memory.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/status.h"
#include "ingest/prepare/request_fields.h"

namespace broadsheet::ingest {
namespace {

// What is kept is answered within five seconds.
constexpr absl::Duration kDrainTimeout = absl::Seconds(5);

// Hubs deliver little, and seldom: the rest is for others.
http::Limits LimitsOfHubs() {
  http::Limits limits;
  limits.max_connections = 1024;
  limits.max_connections_per_peer = 256;
  limits.max_kept_bytes = 32 << 20;
  limits.body_timeout = absl::Seconds(30);
  limits.threads = 4;
  limits.max_queued_requests = 64;
  return limits;
}

absl::Status Check(const WebSub::Options& options) {
  RETURN_IF_ERROR(CheckWebUri(options.callback_uri, "--websub_callback_uri"));
  if (options.callback_uri.find_first_of("?#") != std::string::npos) {
    return absl::InvalidArgumentError(absl::StrCat("--websub_callback_uri: '", options.callback_uri,
                                                   "' has a query or fragment"));
  }
  return absl::OkStatus();
}

std::string WithoutSlash(const std::string& uri) {
  return std::string(absl::StripSuffix(uri, "/"));
}

}  // namespace

WebSub::WebSub(const Options& options, postgres::Pool& pool, HttpClient& http, Metrics& metrics)
    : subscriptions_(WithoutSlash(options.callback_uri), pool),
      notifications_(pool),
      callback_(subscriptions_, notifications_, metrics),
      subscriber_(options.look_every, subscriptions_, http, metrics) {}

absl::StatusOr<std::unique_ptr<WebSub>> WebSub::Make(const Options& options, postgres::Pool& pool,
                                                     HttpClient& http, Metrics& metrics) {
  if (options.callback_uri.empty()) return nullptr;
  RETURN_IF_ERROR(Check(options));
  auto websub = absl::WrapUnique(new WebSub(options, pool, http, metrics));
  absl::StatusOr<std::unique_ptr<http::Server>> server =
      http::Server::Start({.listen = options.listen, .name = "hubs", .limits = LimitsOfHubs()},
                          websub->callback_, metrics);
  if (!server.ok()) return Annotate(server.status(), "--websub_listen");
  websub->server_ = *std::move(server);
  return websub;
}

void WebSub::Start() { subscriber_.Start(); }

void WebSub::Drain() {
  server_->Shutdown(kDrainTimeout);
  subscriber_.Drain();
}

}  // namespace broadsheet::ingest
