// Where an archive page goes on.
#pragma once

#include <string>

#include "ingest/html/html.h"

namespace broadsheet::ingest {

// The page of older posts that the archive `page`, read from `uri`, links to: by the marks that
// themes give such a link, or by its words in some thirty languages. Absolute; empty where
// there is none. Thread-safe.
std::string OlderUri(const HtmlNode& page, const std::string& uri);

}  // namespace broadsheet::ingest
