#include "ingest/websub/callback.h"

#include <prometheus/counter.h>
#include <prometheus/registry.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/log.h"
#include "ingest/text/text.h"
#include "ingest/websub/signature.h"

namespace broadsheet::ingest {
namespace {

constexpr int kMaxBodyBytes = 4 << 20;
constexpr size_t kMaxReasonBytes = 300;
constexpr size_t kMaxTypeBytes = 255;
constexpr size_t kTokenSize = 48;
// Below what hubs wait for.
constexpr absl::Duration kTimeout = absl::Seconds(5);

// Of what is no token, nothing.
std::string TokenOf(const http::Request& request) {
  std::string token = request.path.substr(request.path.rfind('/') + 1);
  const bool is_token =
      token.size() == kTokenSize && std::all_of(token.begin(), token.end(), [](unsigned char c) {
        return absl::ascii_isdigit(c) || (c >= 'a' && c <= 'f');
      });
  return is_token ? token : "";
}

std::string Parameter(const http::Request& request, const char* name) {
  const auto found = request.parameters.find(name);
  return found == request.parameters.end() ? "" : found->second;
}

std::string TypeOf(const http::Request& request) {
  std::string type = request.Header("Content-Type");
  const bool is_plain =
      type.size() <= kMaxTypeBytes && std::all_of(type.begin(), type.end(), [](char c) {
        return absl::ascii_isprint(static_cast<unsigned char>(c));
      });
  return is_plain ? type : "";
}

http::Response Line(int status, absl::string_view text) {
  return {.status = status, .body = absl::StrCat(text, "\n")};
}

http::Response Away() { return Line(503, "come again later"); }

}  // namespace

Callback::Callback(Subscriptions& subscriptions, Notifications& notifications, Metrics& metrics)
    : subscriptions_(subscriptions),
      notifications_(notifications),
      calls_(prometheus::BuildCounter()
                 .Name("broadsheet_websub_calls_total")
                 .Help("Calls of hubs, by what they want (mode: subscribe, unsubscribe, denied, "
                       "publish) and what became of it (outcome: ok, unknown, not_asked, "
                       "bad_signature, failed)")
                 .Register(metrics.registry())) {}

http::Response Callback::Count(const char* mode, const char* outcome, http::Response response) {
  calls_.Add({{"mode", mode}, {"outcome", outcome}}).Increment();
  return response;
}

int Callback::KeptBodyBytes(const http::Request& request) const {
  return request.method == "POST" && !TokenOf(request).empty() ? kMaxBodyBytes : 0;
}

bool Callback::IsQuick(const http::Request& request) const { return TokenOf(request).empty(); }

http::Response Callback::Refuse(int status, const std::string& why) { return Line(status, why); }

http::Response Callback::Answer(const http::Request& request) {
  const std::string token = TokenOf(request);
  if (token.empty()) return Line(404, "nothing is here");
  const bool delivers = request.method == "POST";
  if (!delivers && request.method != "GET") {
    http::Response response = Line(405, "only GET and POST");
    response.headers.emplace_back("Allow", "GET, POST");
    return response;
  }
  const absl::StatusOr<std::optional<Subscription>> found =
      subscriptions_.Find(absl::Now() + kTimeout, token);
  const std::string mode = Parameter(request, "hub.mode");
  const char* known_mode = delivers                ? "publish"
                           : mode == "subscribe"   ? "subscribe"
                           : mode == "unsubscribe" ? "unsubscribe"
                           : mode == "denied"      ? "denied"
                                                   : "other";
  if (!found.ok()) return Count(known_mode, "failed", Away());
  if (!found->has_value()) {
    // A hub that hears so need not deliver any more.
    return Count(known_mode, "unknown", Line(delivers ? 410 : 404, "nobody wants that"));
  }
  if (delivers) return Take(request, **found);
  return mode == "denied" ? TakeDenial(request, **found) : Confirm(request, **found);
}

http::Response Callback::Confirm(const http::Request& request, const Subscription& subscription) {
  const char* mode = ModeOf(subscription);
  const bool was_asked = Parameter(request, "hub.mode") == mode &&
                         Parameter(request, "hub.topic") == subscription.topic_uri &&
                         absl::Now() - subscription.ask_time < kVerificationWindow;
  const std::string challenge = Parameter(request, "hub.challenge");
  if (!was_asked || challenge.empty()) {
    return Count(mode, "not_asked", Line(404, "that was not asked for"));
  }
  const absl::Time deadline = absl::Now() + kTimeout;
  const absl::Status status =
      subscription.state == Subscription::kLeaving
          ? subscriptions_.Remove(deadline, subscription.id)
          : subscriptions_.Confirm(deadline, subscription.id,
                                   LeaseOf(Parameter(request, "hub.lease_seconds")));
  if (!status.ok()) return Count(mode, "failed", Away());
  return Count(mode, "ok",
               {.content_type = "text/plain",
                .body = challenge,
                .headers = {{"X-Content-Type-Options", "nosniff"}}});
}

http::Response Callback::TakeDenial(const http::Request& request,
                                    const Subscription& subscription) {
  if (Parameter(request, "hub.topic") != subscription.topic_uri) {
    return Count("denied", "not_asked", Line(404, "that was not asked for"));
  }
  const std::string reason =
      CollapseSpace(Nfc(Parameter(request, "hub.reason").substr(0, kMaxReasonBytes)));
  const std::string note = absl::StrCat("the hub refused", reason.empty() ? "" : ": ", reason);
  const absl::Status status = subscriptions_.Deny(absl::Now() + kTimeout, subscription.id, note);
  if (!status.ok()) return Count("denied", "failed", Away());
  Log(Severity::kWarning, "a hub refused to tell of changes",
      {{"feed", absl::StrCat("feeds/", subscription.feed_id)},
       {"hub", subscription.hub_uri},
       {"reason", reason}});
  return Count("denied", "ok", Line(200, "noted"));
}

http::Response Callback::Take(const http::Request& request, const Subscription& subscription) {
  if (subscription.state == Subscription::kLeaving) {
    return Count("publish", "unknown", Line(410, "nobody wants that any more"));
  }
  const http::Response thanks = Line(202, "thank you");
  if (!IsSignedBy(subscription.secret, request.body, request.Header("X-Hub-Signature"))) {
    return Count("publish", "bad_signature", thanks);
  }
  const absl::Status status =
      notifications_.Keep(absl::Now() + kTimeout, subscription, TypeOf(request), request.body);
  if (absl::IsNotFound(status)) {
    return Count("publish", "unknown", Line(410, "nobody wants that any more"));
  }
  if (!status.ok()) return Count("publish", "failed", Away());
  return Count("publish", "ok", thanks);
}

}  // namespace broadsheet::ingest
