// HTML as text for a terminal.
#pragma once

#include <string>
#include <string_view>

namespace broadsheet::cli {

// The text of `html` (UTF-8): an empty line between blocks, list items behind "• "
// and table rows on lines of their own, images as their alternative text, matches
// of a search between kMarkBegin and kMarkEnd.
// Thread-safe.
std::string HtmlToText(std::string_view html);

}  // namespace broadsheet::cli
