// Feeds: RSS 0.9x, 1.0 and 2.0, Atom 1.0, JSON Feed 1.x.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "ingest/prepare/entry.h"

namespace broadsheet::ingest {

// Reads a feed in whatever format and encoding it is. `content_type` is what the
// server said (may be empty); `uri` is where it was read from (may be empty).
// INVALID_ARGUMENT names the line or byte where it is malformed; an entry that
// can't be read is among the document's `errors`. Thread-safe.
absl::StatusOr<Document> ParseFeed(std::string_view bytes, std::string_view content_type,
                                   const std::string& uri);

}  // namespace broadsheet::ingest
