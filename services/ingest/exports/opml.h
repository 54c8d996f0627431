// Lists of feeds, as feed readers keep them: OPML 1.0 and 2.0 (opml.org).
#pragma once

#include <string_view>

#include "absl/status/statusor.h"
#include "ingest/prepare/entry.h"

namespace broadsheet::ingest {

// The feeds of a list, each address once. What a feed is filed under is the folder that it
// stands in, which is part of the folders around it, and the paths of its `category`
// ("/Tech/Phones,Boston"). What is not well-formed is read as it was meant, and the document's
// `defect` says so; an outline that is a feed without a web address is among its `errors`;
// others that are no feeds count as left out. INVALID_ARGUMENT where it is no OPML.
// Thread-safe.
absl::StatusOr<Document> ParseOpml(std::string_view bytes);

}  // namespace broadsheet::ingest
