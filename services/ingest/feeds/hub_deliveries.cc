#include "ingest/feeds/hub_deliveries.h"

#include <prometheus/counter.h>
#include <prometheus/registry.h>

#include <utility>

#include "common/log.h"
#include "common/status.h"
#include "ingest/identity/feed_memory.pb.h"
#include "ingest/parser/parser.h"

namespace broadsheet::ingest {
namespace {

// As if the feed had been fetched when it came.
HttpResponse ResponseOf(const PolledFeed& feed, const Notification& notification) {
  HttpResponse http;
  http.status = 200;
  http.body = *notification.body;
  http.content_type = notification.content_type;
  http.final_uri = feed.feed.uri();
  http.bytes_read = static_cast<int64_t>(http.body.size());
  return http;
}

}  // namespace

HubDeliveries::HubDeliveries(Notifications& notifications, PageCrawler& crawler, FeedLeases& leases,
                             Metrics& metrics)
    : notifications_(notifications),
      crawler_(crawler),
      leases_(leases),
      taken_(prometheus::BuildCounter()
                 .Name("broadsheet_websub_deliveries_total")
                 .Help("What hubs delivered, by what became of it (outcome: taken, fetched: the "
                       "feed was fetched instead)")
                 .Register(metrics.registry())) {}

absl::StatusOr<DeliveriesReport> HubDeliveries::Take(const Call& call, Attempt& attempt,
                                                     const PolledFeed& feed, PollEnd* end) {
  DeliveriesReport report;
  ASSIGN_OR_RETURN(const std::vector<Notification> waiting,
                   notifications_.Waiting(call.deadline, feed.id));
  if (waiting.empty()) return report;
  ASSIGN_OR_RETURN(FeedMemory memory, leases_.Memory(call.deadline, feed.id));
  for (const Notification& notification : waiting) {
    const bool fetched_before = std::exchange(report.needs_fetch, false);
    RETURN_IF_ERROR(TakeOne(call, attempt, feed, notification, &memory, &report));
    taken_.Add({{"outcome", report.needs_fetch ? "fetched" : "taken"}}).Increment();
    report.needs_fetch = report.needs_fetch || fetched_before;
    end->notifications.push_back(notification.id);
    end->memory = memory.SerializeAsString();
  }
  return report;
}

absl::Status HubDeliveries::TakeOne(const Call& call, Attempt& attempt, const PolledFeed& feed,
                                    const Notification& notification, FeedMemory* memory,
                                    DeliveriesReport* report) {
  if (!notification.body) {
    report->needs_fetch = true;
    return absl::OkStatus();
  }
  Delivery delivery;
  delivery.origin = feed.feed.name();
  delivery.settings = feed.feed;
  delivery.observe_time = notification.receive_time;
  FeedMemory known = *memory;
  delivery.memory = &known;
  delivery.some_entries = true;
  absl::StatusOr<IntakeReport> taken =
      crawler_.TakeFeed(call, attempt, delivery, ResponseOf(feed, notification),
                        /*only_new_full_text=*/!feed.pages_unread);
  if (!taken.ok()) {
    // Whatever is wrong with it: that the feed has changed was told.
    if (call.over() || !IsOfTheBytes(taken.status())) return taken.status();
    Log(Severity::kInfo, "what a hub delivered can't be taken, the feed is fetched instead",
        {{"feed", feed.feed.name()}, {"error", taken.status().message()}});
    report->needs_fetch = true;
    return absl::OkStatus();
  }
  // Of what was redacted nothing is remembered.
  if (taken->suppressed.empty()) *memory = std::move(known);
  report->intake.Add(*std::move(taken));
  return absl::OkStatus();
}

}  // namespace broadsheet::ingest
