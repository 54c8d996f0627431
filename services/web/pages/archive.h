// The pages of a collection: entries, newest first.
#pragma once

#include "absl/status/statusor.h"
#include "web/collection.h"
#include "web/query_client.h"
#include "web/site.h"

namespace broadsheet::web {

// The page of `collection` that `request` asks for. NOT_FOUND for a tag that no
// article has; INVALID_ARGUMENT for a token that query did not give.
absl::StatusOr<Response> ArchivePage(const Request& request, const Collection& collection,
                                     const query::v1::ListCategoriesResponse& categories,
                                     const QueryClient& query);

// The front page: a lead story and the latest of all categories.
absl::StatusOr<Response> FrontPage(const Request& request, const Collection& everything,
                                   const query::v1::ListCategoriesResponse& categories,
                                   const QueryClient& query);

}  // namespace broadsheet::web
