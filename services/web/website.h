// The website: every address and what answers it.
#pragma once

#include "web/query_client.h"
#include "web/route.h"
#include "web/site.h"

namespace broadsheet::web {

// The answer to a GET or HEAD of `route`. Errors are pages, too; those that are
// ours are logged. Thread-safe.
Response Answer(const Request& request, const Route& route, const QueryClient& query);

}  // namespace broadsheet::web
