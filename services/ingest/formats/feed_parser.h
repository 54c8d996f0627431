// Feeds: RSS 0.90 to 2.0, Atom 0.3 and 1.0, JSON Feed 1.0 and 1.1, and sitemaps.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "ingest/prepare/entry.h"

namespace broadsheet::ingest {

// Reads a feed in whatever format and encoding it is, compressed or not. `content_type` is what the
// server said (may be empty); `uri` is where it was read from (may be empty).
// What is not well-formed is read as it was meant, and the document's `defect` says so; an
// entry that can't be read is among its `errors`. INVALID_ARGUMENT where it is no feed, or
// nothing can be made of it. Thread-safe.
absl::StatusOr<Document> ParseFeed(std::string_view bytes, std::string_view content_type,
                                   const std::string& uri);

}  // namespace broadsheet::ingest
