// Excerpts with the matches marked.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "query/search/marks.h"

namespace broadsheet::query {

// HTML of the part of `text` (plain text) of at most about `length` bytes that holds the
// most different matches: in <mark>, everything else escaped. It begins and ends between
// words, at a sentence where one is near. Empty where there are no matches and
// `only_matches`. `language_code` is the text's. Linear in time.
std::string Snippet(const Marks& marks, std::string_view text, std::string_view language_code,
                    size_t length, bool only_matches);

}  // namespace broadsheet::query
