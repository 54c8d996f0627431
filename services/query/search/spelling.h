// What was probably meant.
#pragma once

#include <xapian.h>

#include <string>

#include "query/search/readers.h"

namespace broadsheet::query {

// `text` with each word that no article has (the first eight of them) replaced by the nearest
// that some have; empty where there is no such word, or none near it. Throws Xapian's errors.
std::string SuggestSpelling(const SearchSnapshot& snapshot, const std::string& text);

}  // namespace broadsheet::query
