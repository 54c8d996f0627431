// What is asked of a hub (W3C WebSub), and when.
#pragma once

#include <string>

#include "absl/time/time.h"

namespace broadsheet::ingest {

// A row of `subscription`.
struct Subscription {
  // As in the schema: those of Feed.Hub, and kLeaving, which is to be ended.
  enum State { kRequested = 1, kActive = 2, kDenied = 3, kLeaving = 4 };

  std::string id;
  std::string feed_id;
  std::string hub_uri;
  std::string topic_uri;
  std::string callback_uri;
  std::string secret;
  State state = kRequested;
  // How often the hub was asked since it last agreed.
  int asks = 0;
  // Whether the hub still believes that it is to deliver.
  bool has_lease = false;
  // When it was asked last.
  absl::Time ask_time = absl::InfinitePast();
};

// How long a hub is asked to deliver.
inline constexpr absl::Duration kWantedLease = absl::Hours(24 * 10);
// How long a hub may take to ask back whether it was really us.
inline constexpr absl::Duration kVerificationWindow = absl::Hours(24);
// When one is asked again that refused.
inline constexpr absl::Duration kAfterDenial = absl::Hours(24);

// "subscribe" or "unsubscribe": what the hub is asked for, and alone may ask back about.
// All functions here are thread-safe.
const char* ModeOf(const Subscription& subscription);

// The form to send to the hub.
std::string FormFor(const Subscription& subscription);

// How long a subscription lasts of which the hub says `lease_seconds`: from 1 second to 90 days;
// what was wished for where that is no number.
absl::Duration LeaseOf(const std::string& lease_seconds);

// After how much of a lease it is to be renewed: there is time left for several tries.
absl::Duration RenewAfter(absl::Duration lease);

// How long to wait for the hub's word after the `asks`th request (1, 2, …): twice as long each
// time, from a minute to a day.
absl::Duration AskAgainAfter(int asks);

// Whether to leave it at that, of a subscription that is to be ended: the hub knows of none, or
// has not answered for too long. A lease that it still has ends by itself.
bool IsForgotten(const Subscription& subscription);

}  // namespace broadsheet::ingest
