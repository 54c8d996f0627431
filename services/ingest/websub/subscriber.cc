#include "ingest/websub/subscriber.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/registry.h>

#include <optional>
#include <utility>
#include <vector>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/barrier.h"
#include "common/log.h"
#include "common/status.h"
#include "ingest/text/text.h"

namespace broadsheet::ingest {
namespace {

constexpr absl::Duration kDatabaseTimeout = absl::Seconds(10);
constexpr absl::Duration kScrapeTimeout = absl::Seconds(1);
// A hub that is slow holds up few others.
constexpr int kMaxAsking = 4;
constexpr absl::Duration kAnswerTimeout = absl::Seconds(20);
constexpr size_t kMaxAnswerShown = 200;

absl::Time DatabaseDeadline() { return absl::Now() + kDatabaseTimeout; }

// What is wrong with the hub's answer; empty where it has taken the request.
std::string TroubleOf(const absl::StatusOr<HttpResponse>& answer) {
  if (!answer.ok()) return PublicMessage(answer.status());
  if (answer->status / 100 == 2) return "";
  return absl::StrCat("the hub answered ", answer->status, ": ",
                      CollapseSpace(Nfc(answer->body.substr(0, kMaxAnswerShown))));
}

void Warn(const char* what, const absl::Status& status) {
  if (!status.ok()) Log(Severity::kWarning, what, {{"error", status.message()}});
}

}  // namespace

struct Subscriber::Gauges {
  explicit Gauges(prometheus::Registry& registry)
      : subscriptions(prometheus::BuildGauge()
                          .Name("broadsheet_websub_subscriptions")
                          .Help("Feeds whose hub was asked to tell of changes, by how far that is "
                                "(state: requested, active, denied, silent)")
                          .Register(registry)) {}
  prometheus::Family<prometheus::Gauge>& subscriptions;
};

Subscriber::Subscriber(absl::Duration look_every, Subscriptions& subscriptions, HttpClient& http,
                       Metrics& metrics)
    : look_every_(look_every),
      subscriptions_(subscriptions),
      http_(http),
      asks_(prometheus::BuildCounter()
                .Name("broadsheet_websub_requests_total")
                .Help("Requests to hubs (mode: subscribe, unsubscribe) by outcome (ok, error)")
                .Register(metrics.registry())),
      lapses_(prometheus::BuildCounter()
                  .Name("broadsheet_websub_lapses_total")
                  .Help("Leases of hubs that ended unrenewed")
                  .Register(metrics.registry())
                  .Add({})),
      gauges_(std::make_unique<Gauges>(metrics.registry())),
      hook_(metrics.OnScrape([this] { Refresh(); })),
      requests_(kMaxAsking, kMaxAsking) {}

Subscriber::~Subscriber() { Drain(); }

void Subscriber::Start() {
  thread_ = StartThread("subscriber", [this] { Run(); });
}

void Subscriber::Drain() {
  {
    absl::MutexLock lock(&mutex_);
    draining_ = true;
  }
  if (thread_.joinable()) thread_.join();
  const auto idle = [this]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return asking_ == 0; };
  absl::MutexLock lock(&mutex_, absl::Condition(&idle));
}

void Subscriber::Run() {
  while (true) {
    FollowFeeds();
    AskWhoIsDue();
    absl::MutexLock lock(&mutex_);
    mutex_.AwaitWithTimeout(absl::Condition(&draining_), look_every_);
    if (draining_) return;
  }
}

void Subscriber::FollowFeeds() {
  Warn("can't look what feeds want of hubs", subscriptions_.FollowFeeds(DatabaseDeadline()));
  const absl::StatusOr<std::vector<Subscription>> lapsed = subscriptions_.Lapse(DatabaseDeadline());
  if (!lapsed.ok()) return Warn("can't look which leases of hubs end", lapsed.status());
  for (const Subscription& subscription : *lapsed) {
    lapses_.Increment();
    Log(Severity::kWarning, "a hub has not renewed its lease; the feed is polled as any",
        {{"feed", absl::StrCat("feeds/", subscription.feed_id)}, {"hub", subscription.hub_uri}});
  }
}

void Subscriber::AskWhoIsDue() {
  while (true) {
    {
      absl::MutexLock lock(&mutex_);
      if (draining_ || asking_ >= kMaxAsking) return;
      ++asking_;
    }
    absl::StatusOr<std::optional<Subscription>> due = subscriptions_.ClaimDue(DatabaseDeadline());
    Warn("can't look which hubs to ask", due.status());
    if (!due.ok() || !due->has_value()) {
      absl::MutexLock lock(&mutex_);
      --asking_;
      return;
    }
    requests_.Resubmit([this, subscription = **std::move(due)] {
      const absl::Cleanup end = [this] {
        absl::MutexLock lock(&mutex_);
        --asking_;
      };
      Ask(subscription);
    });
  }
}

void Subscriber::Ask(const Subscription& subscription) {
  HttpRequest request;
  request.uri = subscription.hub_uri;
  request.form = FormFor(subscription);
  request.deadline = absl::Now() + kAnswerTimeout;
  const std::string trouble = TroubleOf(http_.Post(request));
  asks_.Add({{"mode", ModeOf(subscription)}, {"outcome", trouble.empty() ? "ok" : "error"}})
      .Increment();
  if (trouble.empty()) return;
  Log(Severity::kWarning, "a hub did not take a request",
      {{"feed", absl::StrCat("feeds/", subscription.feed_id)},
       {"hub", subscription.hub_uri},
       {"mode", ModeOf(subscription)},
       {"error", trouble}});
  Warn("can't note what a hub answered",
       subscriptions_.NoteTrouble(DatabaseDeadline(), subscription.id, trouble));
}

void Subscriber::Refresh() {
  const auto census = subscriptions_.Count(absl::Now() + kScrapeTimeout);
  // Without PostgreSQL the gauges stay as they were.
  if (!census.ok()) return;
  const auto show = [this](const char* state, int64_t count) {
    gauges_->subscriptions.Add({{"state", state}}).Set(static_cast<double>(count));
  };
  show("requested", census->requested);
  show("active", census->active);
  show("denied", census->denied);
  show("silent", census->silent);
}

}  // namespace broadsheet::ingest
