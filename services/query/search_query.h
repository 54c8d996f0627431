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
  // Something is wanted that matches can be ranked by. Where not, they are listed
  // newest first.
  bool is_ranked = true;
};

// What finds `text` (words that must occur, "phrases", -excluded, OR) among the
// articles that `filter` admits. Where the operators make no sense the words are
// taken without them, and what is excluded stays so. The filter's own text is not
// looked at. Throws Xapian's errors.
SearchQuery ParseSearch(const SearchSnapshot& snapshot, const std::string& text,
                        const Filter& filter);

}  // namespace broadsheet::query
