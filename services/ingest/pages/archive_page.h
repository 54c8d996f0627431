// Archive pages: HTML that lists posts, newest first.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "ingest/html/html.h"
#include "ingest/prepare/entry.h"

namespace broadsheet::ingest {

// The posts that `page` (read from `uri`) lists, each with headline, link, date,
// teaser or body, and more-link, and where older ones are. Understands the themes
// of WordPress, classic and block ones, microformats (h-entry), and otherwise
// elements that repeat, each with a linked heading. INVALID_ARGUMENT (reason
// NO_ENTRIES) where it lists none. Thread-safe.
absl::StatusOr<Document> ParseArchivePage(const HtmlNode& page, const std::string& uri);

// Those elements themselves; they point into `page`.
std::vector<const HtmlNode*> FindPosts(const HtmlNode& page);

// Those of them that their markup calls posts, not only their likeness. Thread-safe.
std::vector<const HtmlNode*> FindMarkedPosts(const HtmlNode& page);

}  // namespace broadsheet::ingest
