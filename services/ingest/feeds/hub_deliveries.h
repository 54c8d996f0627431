// Takes in what a feed's hub has delivered, as a poll would.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/rpc/call.h"
#include "ingest/crawl/page_crawler.h"
#include "ingest/feeds/feed_leases.h"
#include "ingest/feeds/polled_feed.h"
#include "ingest/quarantine/attempts.h"
#include "ingest/websub/notifications.h"

namespace prometheus {
class Counter;
template <class T>
class Family;
}  // namespace prometheus

namespace broadsheet::ingest {

struct DeliveriesReport {
  IntakeReport intake;
  // Whether something was told that only a fetch of the feed can take in: more than is kept,
  // what can't be read, or entries that only the whole feed tells apart.
  bool needs_fetch = false;
};

// Thread-safe.
class HubDeliveries {
 public:
  // All must outlive it.
  HubDeliveries(Notifications& notifications, PageCrawler& crawler, FeedLeases& leases,
                Metrics& metrics);

  // What waits of `feed`, whose lease the caller has; notes in `*end` what is taken in, also
  // where it fails. Its error is that nothing can be taken in now: what is left waits.
  absl::StatusOr<DeliveriesReport> Take(const Call& call, Attempt& attempt, const PolledFeed& feed,
                                        PollEnd* end);

 private:
  absl::Status TakeOne(const Call& call, Attempt& attempt, const PolledFeed& feed,
                       const Notification& notification, FeedMemory* memory,
                       DeliveriesReport* report);

  Notifications& notifications_;
  PageCrawler& crawler_;
  FeedLeases& leases_;
  prometheus::Family<prometheus::Counter>& taken_;
};

}  // namespace broadsheet::ingest
