// JSON Feed 1.0 and 1.1.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "ingest/prepare/entry.h"

namespace broadsheet::ingest {

// INVALID_ARGUMENT names the byte that is no JSON, or what is missing for a JSON
// Feed. An item that is no object is among the document's `errors`. Thread-safe.
absl::StatusOr<Document> ParseJsonFeed(std::string_view text);

}  // namespace broadsheet::ingest
