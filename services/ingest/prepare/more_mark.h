// The mark that WordPress authors put between teaser and rest (`<!--more-->`).
#pragma once

#include <optional>

#include "ingest/html/html.h"

namespace broadsheet::ingest {

// Takes the mark out of `content`: the comment itself, or the empty
// `<span id="more-123">` that WordPress leaves where it was. Returns what stands
// before the first mark, or nothing where there is none. Thread-safe.
std::optional<HtmlNode> TakeMoreMark(HtmlNode& content);

}  // namespace broadsheet::ingest
