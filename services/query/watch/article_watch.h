// One WatchArticles.
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "broadsheet/query/v1/query_service.pb.h"
#include "broadsheet/storage/v1/storage_service.grpc.pb.h"
#include "common/rpc/watch.h"
#include "query/page_token_keys.h"
#include "query/watch/list_feed.h"
#include "query/watch/list_log.h"

namespace broadsheet::query {

// What watches need. All outlive them.
struct WatchSources {
  const ListLog& log;
  ListFeed& feed;
  PageTokenKeys& keys;
  storage::v1::StorageService::StubInterface& storage;
  // A watch that has nothing to tell for so long says up to where.
  absl::Duration heartbeat = absl::Seconds(10);
};

// INVALID_ARGUMENT blames a field of the filter; what is wrong with the token shows when the
// watch begins:
//
//   INVALID_ARGUMENT  it was not made here, or for another filter
//   OUT_OF_RANGE      LOG_DIVERGED: the log does not go on from there. RESUME_TOKEN_EXPIRED:
//                     what has changed since is not kept any more
//   UNAVAILABLE       PROJECTION_BEHIND: the archive is being built, and not there yet
absl::StatusOr<std::unique_ptr<Watch<v1::WatchArticlesResponse>>> NewArticleWatch(
    const WatchSources& sources, const v1::WatchArticlesRequest& request);

}  // namespace broadsheet::query
