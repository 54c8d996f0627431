// Conditional requests (RFC 9110, section 13).
#pragma once

#include <string>
#include <string_view>

#include "web/site.h"

namespace broadsheet::web {

// A weak entity tag from the response's content: `W/"…"`. It is weak as the same
// page may be sent compressed. Thread-safe.
std::string ETagOf(const Response& response);

// Whether a client that sent `if_none_match` (empty: not sent) has what `etag` is the
// tag of already. If-Modified-Since does not count: a page also changes without
// becoming newer, as when an article is deleted or two edits are made in a second.
// Thread-safe.
bool IsUnchanged(std::string_view etag, std::string_view if_none_match);

}  // namespace broadsheet::web
