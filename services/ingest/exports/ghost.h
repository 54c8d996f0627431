// Ghost's exports: JSON with the tables of its database, as its importer documents them
// (docs.ghost.org/migration/custom).
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "ingest/prepare/entry.h"

namespace broadsheet::ingest {

// The published posts of an export, or of a part of one: some rows of `posts`, and all of
// the tables that say whose they are and what about. The export does not say where its site
// is, nor what `__GHOST_URL__` stands for in its texts: `site_uri` does. Without it, posts
// that have no canonical URL of their own are among the document's `errors`. The first
// public tag is the post's category, the others are its tags; those of the house ("#…") are
// left out. Thread-safe. INVALID_ARGUMENT where it is no such JSON.
absl::StatusOr<Document> ParseGhost(std::string_view bytes, const std::string& site_uri);

}  // namespace broadsheet::ingest
