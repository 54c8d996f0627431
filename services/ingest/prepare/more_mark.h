// The mark that WordPress authors put between teaser and rest (`<!--more-->`).
#pragma once

#include <optional>
#include <string>

#include "ingest/html/html.h"

namespace broadsheet::ingest {

struct MoreMark {
  // What stands before it.
  HtmlNode before;
  // "Keep on" of `<!--more Keep on-->`; empty without one.
  std::string label;
};

// Takes the mark out of `content`: the comment itself, or the empty `<span id="more-123">`
// that WordPress leaves where it was. Of several the first counts; nothing where there is
// none. Thread-safe.
std::optional<MoreMark> TakeMoreMark(HtmlNode& content);

}  // namespace broadsheet::ingest
