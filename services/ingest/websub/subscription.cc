#include "ingest/websub/subscription.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace broadsheet::ingest {
namespace {

constexpr absl::Duration kLongestLease = absl::Hours(24 * 90);
constexpr int kMostDoublings = 20;
// Within an hour.
constexpr int kMostFarewells = 6;

std::string Escaped(const std::string& value) {
  std::string escaped;
  for (const char c : value) {
    if (absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '.' || c == '_') {
      escaped += c;
    } else {
      absl::StrAppend(&escaped, "%", absl::BytesToHexString(absl::string_view(&c, 1)));
    }
  }
  return escaped;
}

}  // namespace

const char* ModeOf(const Subscription& subscription) {
  return subscription.state == Subscription::kLeaving ? "unsubscribe" : "subscribe";
}

std::string FormFor(const Subscription& subscription) {
  std::string form = absl::StrCat("hub.mode=", ModeOf(subscription),
                                  "&hub.topic=", Escaped(subscription.topic_uri),
                                  "&hub.callback=", Escaped(subscription.callback_uri));
  if (subscription.state != Subscription::kLeaving) {
    absl::StrAppend(&form, "&hub.secret=", Escaped(subscription.secret),
                    "&hub.lease_seconds=", absl::ToInt64Seconds(kWantedLease));
  }
  return form;
}

absl::Duration LeaseOf(const std::string& lease_seconds) {
  int64_t seconds = 0;
  if (!absl::SimpleAtoi(lease_seconds, &seconds)) return kWantedLease;
  return std::clamp(absl::Seconds(seconds), absl::Seconds(1), kLongestLease);
}

absl::Duration RenewAfter(absl::Duration lease) { return lease * 2 / 3; }

absl::Duration AskAgainAfter(int asks) {
  const int doublings = std::clamp(asks - 1, 0, kMostDoublings);
  return std::min(absl::Minutes(1) * (int64_t{1} << doublings), absl::Hours(24));
}

bool IsForgotten(const Subscription& subscription) {
  return subscription.state == Subscription::kLeaving &&
         (!subscription.has_lease || subscription.asks >= kMostFarewells);
}

}  // namespace broadsheet::ingest
