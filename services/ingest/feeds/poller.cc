#include "ingest/feeds/poller.h"

#include <prometheus/counter.h>
#include <prometheus/registry.h>

#include <string>
#include <utility>
#include <vector>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/barrier.h"
#include "common/log.h"
#include "common/rpc/client.h"
#include "common/status.h"
#include "ingest/feeds/poll_plan.h"
#include "ingest/prepare/request_fields.h"

namespace broadsheet::ingest {
namespace {

constexpr absl::Duration kDatabaseTimeout = absl::Seconds(10);
constexpr char kGone[] = "410";
constexpr absl::Duration kLeaseWait = absl::Milliseconds(200);

absl::Time DatabaseDeadline() { return absl::Now() + kDatabaseTimeout; }

// For metrics.
const char* OutcomeOf(const absl::StatusOr<v1::PollFeedResponse>& response) {
  if (!response.ok()) return "error";
  if (response->not_modified()) return "not_modified";
  return response->counts().ByteSizeLong() == 0 ? "empty" : "ok";
}

bool IsSuspect(const FeedLease& lease) { return lease.feed.feed.deaths() > 0; }

}  // namespace

Poller::Poller(Options options, FeedLeases& leases, Attempts& attempts, FeedReader& reader,
               Metrics& metrics)
    : options_(options),
      feeds_(leases),
      attempts_(attempts),
      reader_(reader),
      polls_(
          prometheus::BuildCounter()
              .Name("broadsheet_feed_polls_total")
              .Help("Polls of feeds by what they came to (outcome: ok, empty, not_modified, error)")
              .Register(metrics.registry())),
      misses_(prometheus::BuildCounter()
                  .Name("broadsheet_websub_misses_total")
                  .Help("Polls that found what the feed's hub had not told of")
                  .Register(metrics.registry())
                  .Add({})),
      polls_executor_(options.max_polls, options.max_polls) {}

Poller::~Poller() { Drain(); }

void Poller::Start() {
  thread_ = StartThread("poller", [this] { Run(); });
}

void Poller::Drain() {
  {
    absl::MutexLock lock(&mutex_);
    draining_ = true;
  }
  if (thread_.joinable()) thread_.join();
  const auto idle = [this]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return scheduled_ == 0; };
  absl::MutexLock lock(&mutex_, absl::Condition(&idle));
}

void Poller::Run() {
  absl::Time renew_at = absl::Now();
  while (true) {
    if (absl::Now() >= renew_at) {
      RenewLeases();
      renew_at = absl::Now() + options_.renew_every;
    }
    ClaimDue();
    absl::MutexLock lock(&mutex_);
    mutex_.AwaitWithTimeout(absl::Condition(&draining_), options_.look_every);
    if (draining_) return;
  }
}

DueFeeds Poller::Allowed() {
  DueFeeds due;
  for (const auto& [host, polls] : hosts_) {
    if (polls >= options_.max_polls_per_host) due.busy_hosts.push_back(host);
  }
  due.suspects = !suspect_;
  return due;
}

void Poller::ClaimDue() {
  while (true) {
    DueFeeds due;
    {
      absl::MutexLock lock(&mutex_);
      if (draining_ || scheduled_ >= options_.max_polls) return;
      ++scheduled_;
      due = Allowed();
    }
    absl::StatusOr<std::optional<FeedLease>> lease = feeds_.ClaimDue(DatabaseDeadline(), due);
    if (!lease.ok()) {
      Log(Severity::kWarning, "can't look for feeds that are due",
          {{"error", lease.status().message()}});
    }
    const bool found = lease.ok() && lease->has_value();
    {
      absl::MutexLock lock(&mutex_);
      if (!found) {
        --scheduled_;
        return;
      }
      ++hosts_[HostOfFeed((*lease)->feed.feed.uri())];
      if (IsSuspect(**lease)) suspect_ = true;
    }
    // There is a thread for each that may be scheduled.
    polls_executor_.Resubmit(
        [this, lease = **std::move(lease)]() mutable { RunScheduled(std::move(lease)); });
  }
}

void Poller::RunScheduled(FeedLease lease) {
  const std::string host = HostOfFeed(lease.feed.feed.uri());
  const bool suspect = IsSuspect(lease);
  const absl::Cleanup end = [&] {
    absl::MutexLock lock(&mutex_);
    --scheduled_;
    if (suspect) suspect_ = false;
    if (--hosts_[host] == 0) hosts_.erase(host);
  };
  Call call = BackgroundCall(absl::StrCat("poll ", lease.feed.feed.name()), options_.poll_timeout);
  call.is_over = [this] {
    absl::MutexLock lock(&mutex_);
    return draining_;
  };
  const bool is_due = lease.feed.is_due;
  PollLeased(call, std::move(lease), /*unconditional=*/false, /*fetches=*/is_due).IgnoreError();
}

void Poller::RenewLeases() {
  std::vector<std::string> leases;
  {
    absl::MutexLock lock(&mutex_);
    leases.assign(leases_.begin(), leases_.end());
  }
  if (leases.empty()) return;
  if (const absl::Status status = feeds_.Renew(DatabaseDeadline(), leases); !status.ok()) {
    Log(Severity::kWarning, "can't renew the leases of feeds", {{"error", status.message()}});
  }
}

absl::StatusOr<v1::PollFeedResponse> Poller::PollNow(const Call& call,
                                                     const v1::PollFeedRequest& request) {
  ASSIGN_OR_RETURN(const std::string id, IdOfName(request.name(), "feeds/", "name"));
  if (!request.even_if_set_aside()) {
    RETURN_IF_ERROR(attempts_.Check(call.deadline, request.name()));
  }
  while (true) {
    ASSIGN_OR_RETURN(std::optional<FeedLease> lease, feeds_.Claim(call.deadline, id));
    if (lease)
      return PollLeased(call, *std::move(lease), request.unconditional(), /*fetches=*/true);
    if (call.over() || call.time_left() < kLeaseWait) {
      return absl::DeadlineExceededError(
          absl::StrCat(request.name(), " is being polled already, and that has not ended"));
    }
    absl::SleepFor(kLeaseWait);
  }
}

absl::StatusOr<v1::PollFeedResponse> Poller::PollLeased(const Call& call, FeedLease lease,
                                                        bool unconditional, bool fetches) {
  {
    absl::MutexLock lock(&mutex_);
    leases_.insert(lease.id);
  }
  Poll poll{.lease = std::move(lease), .end = {}, .fetches = fetches};
  const PolledFeed& feed = poll.lease.feed;
  poll.end.poll_time = absl::Now();
  absl::StatusOr<v1::PollFeedResponse> response = reader_.Read(call, unconditional, &poll);
  if (!response.ok() && call.over()) response = absl::CancelledError("the poll was broken off");
  poll.end.status = response.status();
  poll.end.retired = ReasonMetadata(response.status(), "http_status") == kGone;
  const absl::Status recorded = Record(response.ok() && FoundNews(response->counts()), &poll);
  {
    absl::MutexLock lock(&mutex_);
    leases_.erase(poll.lease.id);
  }
  if (poll.fetches || !response.ok()) {
    polls_.Add({{"outcome", OutcomeOf(response)}}).Increment();
  }
  for (const absl::Status& status : {response.status(), recorded}) {
    if (status.ok()) continue;
    Log(Severity::kWarning, "poll failed",
        {{"feed", feed.feed.name()},
         {"uri", feed.feed.uri()},
         {"error", status.message()},
         {"trace_id", call.trace_id}});
  }
  return response;
}

absl::Status Poller::Record(bool found_news, Poll* poll) {
  PolledFeed& feed = poll->lease.feed;
  PollEnd& end = poll->end;
  if (end.status.ok() && !poll->fetches) {
    return feeds_.FinishNotified(DatabaseDeadline(), poll->lease, end);
  }
  end.hub = JudgeHub(feed, end, poll->found_news, poll->was_told);
  if (end.hub == HubVerdict::kMissed) {
    misses_.Increment();
    Log(Severity::kWarning, "a hub has not told of something; the feed is polled as any",
        {{"feed", feed.feed.name()}, {"hub", feed.feed.hub().uri()}});
  }
  PlanNextPoll(found_news, poll->retry_after, options_.hub_interval, &feed, &end);
  return feeds_.Finish(DatabaseDeadline(), poll->lease, end);
}

}  // namespace broadsheet::ingest
