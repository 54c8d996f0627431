// Pages that say why there is no other page.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "broadsheet/query/v1/query_service.pb.h"
#include "web/site.h"

namespace broadsheet::web {

// The HTTP status for an error of query or of a page: 404, 400, 503 or 500.
int HttpStatus(const absl::Status& error);

// A page for `error`; `categories` are empty where they are not known. Only what
// the reader can mend (a bad request) is shown from the error.
Response ErrorPage(const Request& request, const query::v1::ListCategoriesResponse& categories,
                   const absl::Status& error);

// 410, for an article that was redacted, with the `reason` that was given; it may be
// empty.
Response WithdrawnPage(const Request& request, const query::v1::ListCategoriesResponse& categories,
                       const std::string& reason);

// 410, for an article that was deleted.
Response DeletedPage(const Request& request, const query::v1::ListCategoriesResponse& categories);

// 405, for a method that no page has.
Response MethodNotAllowedPage(const Request& request);

// For what is refused before it is known which page it asks for: `status` is 4xx, 500,
// 503 or 505; the reader is told `why` but where it is our fault.
Response RefusalPage(const Request& request, int status, const std::string& why);

}  // namespace broadsheet::web
