// Which feed is meant by the address of a site's page.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "broadsheet/ingest/v1/feed.pb.h"
#include "broadsheet/ingest/v1/ingest_service.pb.h"
#include "common/rpc/call.h"
#include "ingest/crawl/page_fetcher.h"
#include "ingest/feeds/feed_registry.h"
#include "ingest/parser/parser.h"

namespace broadsheet::ingest {

// Thread-safe.
class FeedDiscovery {
 public:
  // All must outlive it.
  FeedDiscovery(PageFetcher& fetcher, Parser& parser, FeedRegistry& feeds)
      : fetcher_(fetcher), parser_(parser), feeds_(feeds) {}

  // As FeedRegistry::Create(); but of the address of an HTML page the feed that it leads to is
  // created, and the answer says how that was found: by the page's links, as the page itself,
  // at the addresses that sites commonly have, or as a sitemap that robots.txt names.
  // FAILED_PRECONDITION with reason NOT_A_FEED where nothing is found. An address that can't
  // be read within 10 seconds is taken as it is.
  absl::StatusOr<v1::Feed> Create(const Call& call, const v1::CreateFeedRequest& request);

 private:
  // Without feeds for an address that is to be taken as it is.
  absl::StatusOr<v1::Feed::Discovery> Find(Call call, const std::string& uri);
  // The first feed where sites commonly have them; empty without one.
  std::string FindWellKnown(const Call& call, const std::string& site);
  std::string FindSitemap(const Call& call, const std::string& site);
  // Whether there is a feed at `uri`, or a sitemap if that is wanted.
  bool IsFeed(const Call& call, const std::string& uri, bool sitemap);

  PageFetcher& fetcher_;
  Parser& parser_;
  FeedRegistry& feeds_;
};

}  // namespace broadsheet::ingest
