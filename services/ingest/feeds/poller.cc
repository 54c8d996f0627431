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
#include "ingest/deliver/counts.h"
#include "ingest/feeds/poll_plan.h"
#include "ingest/identity/feed_memory.pb.h"
#include "ingest/prepare/request_fields.h"

namespace broadsheet::ingest {
namespace {

constexpr absl::Duration kDatabaseTimeout = absl::Seconds(10);
constexpr char kGone[] = "410";
constexpr absl::Duration kLeaseWait = absl::Milliseconds(200);

absl::Time DatabaseDeadline() { return absl::Now() + kDatabaseTimeout; }

Delivery DeliveryOf(const v1::Feed& feed) {
  Delivery delivery;
  delivery.origin = feed.name();
  delivery.settings = feed;
  delivery.observe_time = absl::Now();
  return delivery;
}

v1::PollFeedResponse ToResponse(const IntakeReport& report) {
  v1::PollFeedResponse response;
  *response.mutable_counts() = report.counts;
  if (report.read_after) *response.mutable_read_after() = *report.read_after;
  return response;
}

// For metrics.
const char* OutcomeOf(const absl::StatusOr<v1::PollFeedResponse>& response) {
  if (!response.ok()) return "error";
  if (response->not_modified()) return "not_modified";
  return response->counts().ByteSizeLong() == 0 ? "empty" : "ok";
}

// Another hub than before has agreed to nothing yet.
void NoteHub(const IntakeReport& report, v1::Feed* feed) {
  const std::string& topic = report.self_uri.empty() ? feed->uri() : report.self_uri;
  if (report.hub_uri.empty()) return feed->clear_hub();
  if (feed->hub().uri() == report.hub_uri && feed->hub().topic_uri() == topic) return;
  feed->clear_hub();
  feed->mutable_hub()->set_uri(report.hub_uri);
  feed->mutable_hub()->set_topic_uri(topic);
}

// What a document said of its feed, once all of it is written.
void NoteDocument(const HttpResponse& http, const IntakeReport& report, PolledFeed* polled) {
  polled->pages_unread = false;
  // What waits has to come again.
  polled->http_etag = report.waits ? "" : http.etag;
  polled->http_last_modified = report.waits ? "" : http.last_modified;
  polled->feed.set_title(report.title);
  polled->feed.set_site_uri(report.site_uri);
  polled->feed.set_defect(report.defect);
  polled->feed.set_overlooked(report.counts.overlooked());
  polled->feed.set_overlooked_example(report.overlooked_example);
  NoteHub(report, &polled->feed);
  if (report.identity) SetIdentity(*report.identity, &polled->feed);
}

bool IsSuspect(const FeedLease& lease) { return lease.feed.feed.deaths() > 0; }

}  // namespace

// One poll, from lease to record.
struct Poller::Polling {
  // Its feed is what becomes the row.
  FeedLease lease;
  PollEnd end;
  absl::Duration retry_after;
  // Whether the feed itself is fetched, and has news then; whether only that takes in what its
  // hub has told of.
  bool fetches = false;
  bool found_news = false;
  bool was_told = false;
};

Poller::Poller(Options options, FeedLeases& leases, Attempts& attempts, HttpClient& http,
               PageCrawler& crawler, FeedArchive& archive, SitemapCrawl& sitemaps,
               HubDeliveries& deliveries, Metrics& metrics)
    : options_(options),
      feeds_(leases),
      attempts_(attempts),
      http_(http),
      crawler_(crawler),
      archive_(archive),
      sitemaps_(sitemaps),
      deliveries_(deliveries),
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
  Poll(call, std::move(lease), /*unconditional=*/false, /*fetches=*/is_due).IgnoreError();
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
    if (lease) return Poll(call, *std::move(lease), request.unconditional(), /*fetches=*/true);
    if (call.over() || call.time_left() < kLeaseWait) {
      return absl::DeadlineExceededError(
          absl::StrCat(request.name(), " is being polled already, and that has not ended"));
    }
    absl::SleepFor(kLeaseWait);
  }
}

absl::StatusOr<v1::PollFeedResponse> Poller::Poll(const Call& call, FeedLease lease,
                                                  bool unconditional, bool fetches) {
  {
    absl::MutexLock lock(&mutex_);
    leases_.insert(lease.id);
  }
  Polling polling{.lease = std::move(lease), .end = {}, .fetches = fetches};
  const PolledFeed& feed = polling.lease.feed;
  polling.end.poll_time = absl::Now();
  absl::StatusOr<v1::PollFeedResponse> response = Read(call, unconditional, &polling);
  if (!response.ok() && call.over()) response = absl::CancelledError("the poll was broken off");
  polling.end.status = response.status();
  polling.end.retired = ReasonMetadata(response.status(), "http_status") == kGone;
  const absl::Status recorded = Record(response.ok() && FoundNews(response->counts()), &polling);
  {
    absl::MutexLock lock(&mutex_);
    leases_.erase(polling.lease.id);
  }
  if (polling.fetches || !response.ok()) {
    polls_.Add({{"feed", feed.feed.name()}, {"outcome", OutcomeOf(response)}}).Increment();
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

absl::Status Poller::Record(bool found_news, Polling* polling) {
  PolledFeed& feed = polling->lease.feed;
  PollEnd& end = polling->end;
  if (end.status.ok() && !polling->fetches) {
    return feeds_.FinishNotified(DatabaseDeadline(), polling->lease, end);
  }
  end.hub = JudgeHub(feed, end, polling->found_news, polling->was_told);
  if (end.hub == HubVerdict::kMissed) {
    misses_.Increment();
    Log(Severity::kWarning, "a hub has not told of something; the feed is polled as any",
        {{"feed", feed.feed.name()}, {"hub", feed.feed.hub().uri()}});
  }
  PlanNextPoll(found_news, polling->retry_after, options_.hub_interval, &feed, &end);
  return feeds_.Finish(DatabaseDeadline(), polling->lease, end);
}

absl::StatusOr<v1::PollFeedResponse> Poller::Read(const Call& call, bool unconditional,
                                                  Polling* polling) {
  const v1::Feed& feed = polling->lease.feed.feed;
  // That it may be polled was decided when it was claimed.
  ASSIGN_OR_RETURN(Attempt attempt, attempts_.Begin(call.deadline, feed.name(),
                                                    /*even_if_set_aside=*/true));
  return feed.kind() == v1::Feed::KIND_ARCHIVE_PAGE
             ? ReadArchivePage(call, attempt, polling)
             : ReadToldAndFeed(call, attempt, unconditional, polling);
}

absl::StatusOr<v1::PollFeedResponse> Poller::ReadToldAndFeed(const Call& call, Attempt& attempt,
                                                             bool unconditional, Polling* polling) {
  ASSIGN_OR_RETURN(const DeliveriesReport told,
                   deliveries_.Take(call, attempt, polling->lease.feed, &polling->end));
  polling->was_told = told.needs_fetch;
  polling->fetches = polling->fetches || told.needs_fetch;
  if (!polling->fetches) return ToResponse(told.intake);
  ASSIGN_OR_RETURN(v1::PollFeedResponse response, ReadFeed(call, attempt, unconditional, polling));
  polling->found_news = FoundNews(response.counts());
  AddCounts(told.intake.counts, response.mutable_counts());
  if (told.intake.read_after && !response.has_read_after()) {
    *response.mutable_read_after() = *told.intake.read_after;
  }
  return response;
}

absl::StatusOr<v1::PollFeedResponse> Poller::ReadFeed(const Call& call, Attempt& attempt,
                                                      bool unconditional, Polling* polling) {
  PolledFeed& polled = polling->lease.feed;
  HttpRequest request;
  request.uri = polled.feed.uri();
  request.deadline = call.deadline;
  if (!unconditional) {
    request.etag = polled.http_etag;
    request.last_modified = polled.http_last_modified;
  }
  ASSIGN_OR_RETURN(const HttpResponse http, http_.Get(request));
  polling->retry_after = http.retry_after;
  const bool only_new_pages = !polled.pages_unread;
  // A server's error holds no entries.
  if (CheckHttpResponse(http).ok() && !http.not_modified()) polled.pages_unread = true;
  Delivery delivery = DeliveryOf(polled.feed);
  FeedMemory memory;
  if (!http.not_modified()) {
    // What its hub has told of is remembered already.
    if (!memory.ParseFromString(polling->end.memory) || polling->end.memory.empty()) {
      ASSIGN_OR_RETURN(memory, feeds_.Memory(call.deadline, polled.id));
    }
    delivery.memory = &memory;
  }
  delivery.most_pages = sitemaps_.max_pages();
  const bool is_new = memory.sitemaps().empty();
  ASSIGN_OR_RETURN(IntakeReport report,
                   crawler_.TakeFeed(call, attempt, delivery, http, only_new_pages));
  if (report.is_sitemap) {
    RETURN_IF_ERROR(sitemaps_.Read(call, attempt, delivery, is_new, &report));
  }
  // Only what was read whole and written counts as held.
  if (CheckWebUri(http.permanent_uri, "uri").ok()) polling->end.moved_to = http.permanent_uri;
  if (!http.not_modified()) {
    NoteDocument(http, report, &polled);
    // Of what was redacted nothing is remembered, but that a sitemap lists its address.
    if (report.is_sitemap || report.suppressed.empty()) {
      polling->end.memory = memory.SerializeAsString();
    }
  }
  RETURN_IF_ERROR(ReadArchive(call, attempt, polling, &report));
  v1::PollFeedResponse response = ToResponse(report);
  response.set_not_modified(http.not_modified());
  return response;
}

absl::Status Poller::ReadArchive(const Call& call, Attempt& attempt, Polling* polling,
                                 IntakeReport* report) {
  const PolledFeed& polled = polling->lease.feed;
  ArchivePlace place = polled.archive;
  if (!polled.feed.read_archive() || place.end_time) return absl::OkStatus();
  if (report->counts.skipped_kinds().contains(kLater)) return absl::OkStatus();
  if (!place.begin_time) place.begin_time = polling->end.poll_time;
  if (place.next_uri.empty()) place.next_uri = report->older_uri;
  return archive_.Read(call, attempt, DeliveryOf(polled.feed), &place, report,
                       [&](const ArchivePlace& reached) {
                         return feeds_.NoteArchive(DatabaseDeadline(), polling->lease, reached);
                       });
}

absl::StatusOr<v1::PollFeedResponse> Poller::ReadArchivePage(const Call& call, Attempt& attempt,
                                                             Polling* polling) {
  PolledFeed& polled = polling->lease.feed;
  CrawlRequest request;
  request.uri = polled.feed.uri();
  request.delivery = DeliveryOf(polled.feed);
  request.fetch_full_text = polled.feed.fetch_full_text();
  request.only_new_full_text = !polled.pages_unread;
  request.expect_archive = true;
  polled.pages_unread = true;
  ASSIGN_OR_RETURN(const CrawlReport crawl, crawler_.Crawl(call, attempt, request));
  polled.pages_unread = false;
  polled.feed.clear_hub();
  if (!crawl.intake.title.empty()) polled.feed.set_title(crawl.intake.title);
  if (!crawl.intake.site_uri.empty()) polled.feed.set_site_uri(crawl.intake.site_uri);
  return ToResponse(crawl.intake);
}

}  // namespace broadsheet::ingest
