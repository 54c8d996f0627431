// Conditional requests (RFC 9110, section 13).
#pragma once

#include <string>
#include <string_view>

#include "web/site.h"

namespace broadsheet::web {

// A weak entity tag from the response's content: `W/"…"`. It is weak as the same
// page may be sent compressed. Thread-safe.
std::string ETagOf(const Response& response);

// Whether a client that sent these two headers (empty: not sent) has `response`,
// whose tag is `etag`, already. A time counts only if it is exactly ours: lists
// also change without becoming newer, when an article is deleted. Thread-safe.
bool IsUnchanged(const Response& response, std::string_view etag, std::string_view if_none_match,
                 std::string_view if_modified_since);

}  // namespace broadsheet::web
