#include "ingest/feeds/feed_reader.h"

#include <string>
#include <utility>

#include "absl/time/clock.h"
#include "common/status.h"
#include "ingest/deliver/counts.h"
#include "ingest/feeds/poll_plan.h"
#include "ingest/identity/feed_memory.pb.h"
#include "ingest/prepare/request_fields.h"

namespace broadsheet::ingest {
namespace {

constexpr absl::Duration kDatabaseTimeout = absl::Seconds(10);

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

}  // namespace

absl::StatusOr<v1::PollFeedResponse> FeedReader::Read(const Call& call, bool unconditional,
                                                      Poll* poll) {
  const v1::Feed& feed = poll->lease.feed.feed;
  // That it may be polled was decided when it was claimed.
  ASSIGN_OR_RETURN(Attempt attempt, attempts_.Begin(call.deadline, feed.name(),
                                                    /*even_if_set_aside=*/true));
  return feed.kind() == v1::Feed::KIND_ARCHIVE_PAGE
             ? ReadArchivePage(call, attempt, poll)
             : ReadToldAndFeed(call, attempt, unconditional, poll);
}

absl::StatusOr<v1::PollFeedResponse> FeedReader::ReadToldAndFeed(const Call& call, Attempt& attempt,
                                                                 bool unconditional, Poll* poll) {
  ASSIGN_OR_RETURN(const DeliveriesReport told,
                   deliveries_.Take(call, attempt, poll->lease.feed, &poll->end));
  poll->was_told = told.needs_fetch;
  poll->fetches = poll->fetches || told.needs_fetch;
  if (!poll->fetches) return ToResponse(told.intake);
  ASSIGN_OR_RETURN(v1::PollFeedResponse response, ReadFeed(call, attempt, unconditional, poll));
  poll->found_news = FoundNews(response.counts());
  AddCounts(told.intake.counts, response.mutable_counts());
  if (told.intake.read_after && !response.has_read_after()) {
    *response.mutable_read_after() = *told.intake.read_after;
  }
  return response;
}

absl::StatusOr<v1::PollFeedResponse> FeedReader::ReadFeed(const Call& call, Attempt& attempt,
                                                          bool unconditional, Poll* poll) {
  PolledFeed& polled = poll->lease.feed;
  HttpRequest request;
  request.uri = polled.feed.uri();
  request.deadline = call.deadline;
  if (!unconditional) {
    request.etag = polled.http_etag;
    request.last_modified = polled.http_last_modified;
  }
  ASSIGN_OR_RETURN(const HttpResponse http, http_.Get(request));
  poll->retry_after = http.retry_after;
  const bool only_new_pages = !polled.pages_unread;
  // A server's error holds no entries.
  if (CheckHttpResponse(http).ok() && !http.not_modified()) polled.pages_unread = true;
  Delivery delivery = DeliveryOf(polled.feed);
  FeedMemory memory;
  if (!http.not_modified()) {
    // What its hub has told of is remembered already.
    if (!memory.ParseFromString(poll->end.memory) || poll->end.memory.empty()) {
      ASSIGN_OR_RETURN(memory, leases_.Memory(call.deadline, polled.id));
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
  if (CheckWebUri(http.permanent_uri, "uri").ok()) poll->end.moved_to = http.permanent_uri;
  if (!http.not_modified()) {
    NoteDocument(http, report, &polled);
    // Of what was redacted nothing is remembered, but that a sitemap lists its address.
    if (report.is_sitemap || report.suppressed.empty()) {
      poll->end.memory = memory.SerializeAsString();
    }
  }
  RETURN_IF_ERROR(ReadArchive(call, attempt, poll, &report));
  v1::PollFeedResponse response = ToResponse(report);
  response.set_not_modified(http.not_modified());
  return response;
}

absl::Status FeedReader::ReadArchive(const Call& call, Attempt& attempt, Poll* poll,
                                     IntakeReport* report) {
  const PolledFeed& polled = poll->lease.feed;
  ArchivePlace place = polled.archive;
  if (!polled.feed.read_archive() || place.end_time) return absl::OkStatus();
  if (report->counts.skipped_kinds().contains(kLater)) return absl::OkStatus();
  if (!place.begin_time) place.begin_time = poll->end.poll_time;
  if (place.next_uri.empty()) place.next_uri = report->older_uri;
  return archive_.Read(
      call, attempt, DeliveryOf(polled.feed), &place, report, [&](const ArchivePlace& reached) {
        return leases_.NoteArchive(absl::Now() + kDatabaseTimeout, poll->lease, reached);
      });
}

absl::StatusOr<v1::PollFeedResponse> FeedReader::ReadArchivePage(const Call& call, Attempt& attempt,
                                                                 Poll* poll) {
  PolledFeed& polled = poll->lease.feed;
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
