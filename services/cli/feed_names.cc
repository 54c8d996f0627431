#include "cli/feed_names.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "broadsheet/ingest/v1/ingest_service.grpc.pb.h"
#include "cli/arguments.h"
#include "cli/rpc.h"
#include "common/status.h"

namespace broadsheet::cli {

using ingest::v1::IngestService;

absl::StatusOr<std::vector<ingest::v1::Feed>> AllFeeds(const Session& session) {
  std::vector<ingest::v1::Feed> feeds;
  ingest::v1::ListFeedsRequest request;
  request.set_page_size(100);
  do {
    ASSIGN_OR_RETURN(const auto page,
                     Call(session, Service::kIngest, &IngestService::Stub::ListFeeds, request));
    feeds.insert(feeds.end(), page.feeds().begin(), page.feeds().end());
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  return feeds;
}

absl::StatusOr<std::vector<std::string>> FeedNames(const Session& session,
                                                   const std::vector<std::string>& given,
                                                   bool all) {
  std::vector<std::string> names;
  std::vector<ingest::v1::Feed> feeds;
  const auto is_uri = [](const std::string& text) { return absl::StrContains(text, "://"); };
  if (all || std::any_of(given.begin(), given.end(), is_uri)) {
    ASSIGN_OR_RETURN(feeds, AllFeeds(session));
  }
  if (all) {
    for (const ingest::v1::Feed& feed : feeds) names.push_back(feed.name());
    return names;
  }
  for (const std::string& name : given) {
    const auto found = std::find_if(feeds.begin(), feeds.end(), [&](const ingest::v1::Feed& feed) {
      return feed.uri() == name;
    });
    if (is_uri(name) && found == feeds.end()) {
      return absl::NotFoundError(absl::StrCat("no feed has the URI ", name));
    }
    names.push_back(is_uri(name) ? found->name() : ResourceName("feeds", name));
  }
  return names;
}

}  // namespace broadsheet::cli
