// The page of one article.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "web/query_client.h"
#include "web/site.h"

namespace broadsheet::web {

// The page of the article at `path`; a redirect where `path` is an alias or the
// article was merged into another one; 410 where it was redacted. NOT_FOUND where
// there is none.
absl::StatusOr<Response> ArticlePage(const Request& request, const std::string& path,
                                     const query::v1::ListCategoriesResponse& categories,
                                     const QueryClient& query);

}  // namespace broadsheet::web
