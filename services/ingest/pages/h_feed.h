// Pages whose posts are marked up as a feed of their own: h-feed and h-entry of
// microformats2 (microformats.org/wiki/h-feed, /h-entry, /microformats2-parsing).
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "ingest/html/html.h"
#include "ingest/prepare/entry.h"

namespace broadsheet::ingest {

// Whether `page` has an h-feed with entries, or several h-entry without one. Thread-safe.
bool IsHFeed(const HtmlNode& page);

// The entries of the page's first h-feed that has some, or else its h-entry elements. What is
// nested in an entry, such as an author's card, a comment or what it answers to, is none, and
// says nothing of it but what it is there for. Likes and reposts without words are left out.
// INVALID_ARGUMENT where it is no feed, or the page can't be read. Thread-safe.
absl::StatusOr<Document> ParseHFeed(std::string_view bytes, std::string_view content_type,
                                    const std::string& uri);

}  // namespace broadsheet::ingest
