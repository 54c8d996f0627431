// Excerpts with the matches marked.
#pragma once

#include <xapian.h>

#include <string>

namespace broadsheet::query {

// HTML of the part of `text` (plain text) of about `length` bytes that holds the
// most of what `matches` were searched for: in <mark>, everything else escaped.
// Empty where there is none of it and `only_matches`. Throws Xapian's errors.
std::string Snippet(const Xapian::MSet& matches, const std::string& text, size_t length,
                    bool only_matches);

}  // namespace broadsheet::query
