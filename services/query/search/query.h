// Search queries, as people write them.
#pragma once

#include <xapian.h>

#include <string>
#include <vector>

#include "query/filter.h"
#include "query/search/conditions.h"
#include "query/search/marks.h"
#include "query/search/readers.h"

namespace broadsheet::query {

// What finds a query's matches among the articles that a filter admits.
struct SearchQuery {
  // All that is wanted.
  Xapian::Query all;
  // All but one of three to eight `conditions`; empty where they are fewer or more.
  Xapian::Query all_but_one;
  // For where nothing matches those: half of two to eight at least, then one of them.
  std::vector<Xapian::Query> last_resorts;
  std::vector<Condition> conditions;
  // Something is wanted that matches can be ranked by. Where not, they are listed
  // newest first.
  bool is_ranked = true;
  // What to mark in matches.
  Marks marks;
};

// Reads `text` (syntax.h). Where nothing but operators is in it, they are words. The
// filter's own text is not looked at. Throws Xapian's errors.
SearchQuery ParseSearch(const SearchSnapshot& snapshot, const std::string& text,
                        const Filter& filter);

}  // namespace broadsheet::query
