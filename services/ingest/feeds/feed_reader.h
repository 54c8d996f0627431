// What one poll takes in.
#pragma once

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "broadsheet/ingest/v1/ingest_service.pb.h"
#include "common/rpc/call.h"
#include "ingest/crawl/feed_archive.h"
#include "ingest/crawl/page_crawler.h"
#include "ingest/crawl/sitemap_crawl.h"
#include "ingest/feeds/feed_leases.h"
#include "ingest/feeds/hub_deliveries.h"
#include "ingest/fetch/http_client.h"
#include "ingest/quarantine/attempts.h"

namespace broadsheet::ingest {

// One poll of a feed, from its lease to what is recorded of it.
struct Poll {
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

// Thread-safe.
class FeedReader {
 public:
  // All must outlive it.
  FeedReader(FeedLeases& leases, Attempts& attempts, HttpClient& http, PageCrawler& crawler,
             FeedArchive& archive, SitemapCrawl& sitemaps, HubDeliveries& deliveries)
      : leases_(leases),
        attempts_(attempts),
        http_(http),
        crawler_(crawler),
        archive_(archive),
        sitemaps_(sitemaps),
        deliveries_(deliveries) {}

  // Takes in what the feed's hub has delivered, and, if the poll `fetches` or that asks for it,
  // the feed, or the archive page that it is. Says in `*poll` what it saw, also where it fails;
  // the errors are those of fetching, parsing and writing.
  absl::StatusOr<v1::PollFeedResponse> Read(const Call& call, bool unconditional, Poll* poll);

 private:
  absl::StatusOr<v1::PollFeedResponse> ReadToldAndFeed(const Call& call, Attempt& attempt,
                                                       bool unconditional, Poll* poll);
  absl::StatusOr<v1::PollFeedResponse> ReadFeed(const Call& call, Attempt& attempt,
                                                bool unconditional, Poll* poll);
  absl::StatusOr<v1::PollFeedResponse> ReadArchivePage(const Call& call, Attempt& attempt,
                                                       Poll* poll);
  absl::Status ReadArchive(const Call& call, Attempt& attempt, Poll* poll, IntakeReport* report);

  FeedLeases& leases_;
  Attempts& attempts_;
  HttpClient& http_;
  PageCrawler& crawler_;
  FeedArchive& archive_;
  SitemapCrawl& sitemaps_;
  HubDeliveries& deliveries_;
};

}  // namespace broadsheet::ingest
