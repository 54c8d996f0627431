#include "ingest/feeds/feed_discovery.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/status.h"
#include "ingest/feeds/feed_rules.h"
#include "ingest/prepare/material.h"
#include "ingest/text/canonical_uri.h"

namespace broadsheet::ingest {
namespace {

using Discovery = v1::Feed::Discovery;

constexpr absl::Duration kTimeout = absl::Seconds(10);
// Where software for sites puts them.
constexpr const char* kWellKnown[] = {"feed", "rss.xml", "atom.xml", "feed.json", "index.xml"};
constexpr char kProduct[] = "Broadsheet";

Material MaterialOf(const HttpResponse& http) {
  return {http.body, http.content_type, http.final_uri};
}

HttpRequest RequestFor(const Call& call, const std::string& uri) {
  HttpRequest request;
  request.uri = uri;
  request.deadline = call.deadline;
  return request;
}

Discovery Found(const std::string& page_uri, Discovery::Source source,
                const std::vector<std::string>& feeds) {
  Discovery discovery;
  discovery.set_page_uri(page_uri);
  discovery.set_source(source);
  discovery.mutable_feed_uris()->Assign(feeds.begin(), feeds.end());
  return discovery;
}

absl::Status NothingFound(const std::string& uri, const std::string& site) {
  std::string places;
  for (const char* place : kWellKnown) absl::StrAppend(&places, site, place, ", ");
  return WithReason(
      absl::FailedPreconditionError(absl::StrCat(
          uri,
          " is an HTML page, no feed, and none was found: no link of it leads to one, its "
          "posts are not marked up as h-entry, there is none at ",
          places, "and ", site, "robots.txt names no sitemap")),
      "NOT_A_FEED", {{"uri", uri}});
}

}  // namespace

absl::StatusOr<v1::Feed> FeedDiscovery::Create(const Call& call,
                                               const v1::CreateFeedRequest& request) {
  const v1::Feed& asked = request.feed();
  if (request.exact_uri() || asked.kind() == v1::Feed::KIND_ARCHIVE_PAGE) {
    return feeds_.Create(call.deadline, request);
  }
  RETURN_IF_ERROR(CheckFeed(asked, "feed"));
  ASSIGN_OR_RETURN(Discovery discovery, Find(call, asked.uri()));
  if (discovery.feed_uris().empty()) return feeds_.Create(call.deadline, request);
  v1::CreateFeedRequest found = request;
  found.mutable_feed()->set_uri(discovery.feed_uris(0));
  ASSIGN_OR_RETURN(v1::Feed feed, feeds_.Create(call.deadline, found));
  *feed.mutable_discovery() = std::move(discovery);
  return feed;
}

absl::StatusOr<Discovery> FeedDiscovery::Find(Call call, const std::string& uri) {
  call.deadline = std::min(call.deadline, absl::Now() + kTimeout);
  const absl::StatusOr<HttpResponse> http = fetcher_.GetInTurn(RequestFor(call, uri));
  // What can't be read now may be a feed later; a poll says more of it.
  if (!http.ok() || http->status != 200 || !LooksLikePage(http->body)) return Discovery();
  ASSIGN_OR_RETURN(const FeedOffer offer, parser_.FindOfferedFeeds(call, MaterialOf(*http)));
  if (!offer.uris.empty()) return Found(uri, Discovery::SOURCE_LINK, offer.uris);
  if (offer.is_feed) return Found(uri, Discovery::SOURCE_PAGE, {uri});
  const std::string site = SiteOf(http->final_uri);
  std::string found = FindWellKnown(call, site);
  if (found.empty()) found = FindSitemap(call, site);
  if (found.empty()) return NothingFound(uri, site);
  return Found(uri, Discovery::SOURCE_WELL_KNOWN, {found});
}

std::string FeedDiscovery::FindWellKnown(const Call& call, const std::string& site) {
  for (const char* place : kWellKnown) {
    if (IsFeed(call, absl::StrCat(site, place), /*sitemap=*/false)) {
      return absl::StrCat(site, place);
    }
  }
  return "";
}

std::string FeedDiscovery::FindSitemap(const Call& call, const std::string& site) {
  const absl::StatusOr<HttpResponse> http =
      fetcher_.GetInTurn(RequestFor(call, absl::StrCat(site, "robots.txt")));
  if (!http.ok() || http->status != 200) return "";
  const absl::StatusOr<RobotsRules> rules = parser_.ReadRobots(call, http->body, kProduct);
  if (!rules.ok() || rules->sitemaps().empty()) return "";
  // Of several the one of news.
  const std::vector<std::string>& all = rules->sitemaps();
  const auto news = std::find_if(all.begin(), all.end(), [](const std::string& sitemap) {
    return absl::StrContains(sitemap, "news");
  });
  const absl::StatusOr<std::string> uri = ResolveUri(site, news == all.end() ? all[0] : *news);
  return uri.ok() && IsFeed(call, *uri, /*sitemap=*/true) ? *uri : "";
}

bool FeedDiscovery::IsFeed(const Call& call, const std::string& uri, bool sitemap) {
  const absl::StatusOr<HttpResponse> http = fetcher_.Get(RequestFor(call, uri));
  if (!http.ok() || http->status != 200 || LooksLikePage(http->body)) return false;
  const absl::StatusOr<Document> document =
      parser_.ReadUnprepared(call, MaterialOf(*http), v1::ImportHeader::FORMAT_FEED);
  return document.ok() && document->is_sitemap == sitemap;
}

}  // namespace broadsheet::ingest
