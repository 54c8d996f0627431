// Substack's exports: a ZIP archive with a table of all posts, `posts.csv`, and the text of
// each, `posts/{post_id}.html`, where an id is like "4711.a-headline".
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "ingest/prepare/entry.h"

namespace broadsheet::ingest {

// The published posts that are for everybody. The export does not say where its site is:
// `site_uri` does. What else is in the archive, such as lists of subscribers, is not
// unpacked. INVALID_ARGUMENT where the site is not given, or it is no such archive, or unpacks
// to more than 256 MiB. Thread-safe.
absl::StatusOr<Document> ParseSubstack(std::string_view bytes, const std::string& site_uri);

}  // namespace broadsheet::ingest
