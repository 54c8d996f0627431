// What WordPress makes of typewriter's marks when it shows a text: its exports hold the text as
// it was written, its feeds and pages as it is shown (wptexturize).
//
// All functions are thread-safe.
#pragma once

#include <string>
#include <string_view>

namespace broadsheet::ingest {

// Which quotation marks WordPress sets depends on its language. Where that is not English or
// Chinese, "straight" ones stay as they are; apostrophes in words, dashes and ellipses are
// everywhere the same. `language` is BCP-47; empty means English, as WordPress does.
std::string TypographicText(std::string_view text, std::string_view language);

// The same in the text of markup; not in code and other preformatted text.
std::string TypographicHtml(std::string_view html, std::string_view language);

}  // namespace broadsheet::ingest
