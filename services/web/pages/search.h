// The search page.
#pragma once

#include "absl/status/statusor.h"
#include "web/query_client.h"
#include "web/site.h"

namespace broadsheet::web {

// What matches the parameter `q`, best first or (`order=newest`) newest first;
// the empty form without one. A query that can't be understood is explained on
// the page, with status 400.
absl::StatusOr<Response> SearchPage(const Request& request,
                                    const query::v1::ListCategoriesResponse& categories,
                                    const QueryClient& query);

}  // namespace broadsheet::web
