// Search queries, as people write them.
#pragma once

#include <xapian.h>

#include <string>

#include "query/filter.h"
#include "query/search_readers.h"

namespace broadsheet::query {

struct SearchQuery {
  Xapian::Query query;
  // As it was probably meant; empty where it has no likely misspelling.
  std::string suggestion;
};

// What finds `text` (words that must occur, "phrases", -excluded, OR) among the
// articles that `filter` admits. Text that breaks the syntax is taken as words.
// The
// filter's own text is not looked at. Throws Xapian's errors.
SearchQuery ParseSearch(const SearchSnapshot& snapshot, const std::string& text,
                        const Filter& filter);

}  // namespace broadsheet::query
