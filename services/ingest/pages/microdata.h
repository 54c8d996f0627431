// What pages say about their article in attributes of their markup (HTML's microdata, in
// schema.org's vocabulary).
#pragma once

#include <optional>
#include <string>

#include "ingest/html/html.h"
#include "ingest/pages/json_ld.h"

namespace broadsheet::ingest {

// The article of `page`, which was read from `uri`, as its microdata describe it: the one
// whose address or headline is the page's; nothing without one. Without its body, which the
// page shows. Thread-safe.
std::optional<JsonLdArticle> FindMicrodataArticle(const HtmlNode& page, const std::string& uri);

}  // namespace broadsheet::ingest
