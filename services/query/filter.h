// Filters, as requests give them and as the projections take them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "broadsheet/query/v1/query_service.pb.h"
#include "query/category_tree.h"

namespace broadsheet::query {

// An ArticleFilter in terms (terms.h).
struct Filter {
  // An article must have one term of each group. No group is empty.
  std::vector<std::vector<std::string>> any_of;
  // And all of these.
  std::vector<std::string> all_of;
  // And lie in [start_time, end_time).
  absl::Time start_time = absl::InfinitePast();
  absl::Time end_time = absl::InfiniteFuture();
  // And match this search query, unless it is empty.
  std::string text;
};

// Checks and converts. INVALID_ARGUMENT blames the value's place, such as
// "filter.categories[1]". Pure.
absl::StatusOr<Filter> ParseFilter(const v1::ArticleFilter& filter);

// `filter` for an index that knows articles' own categories only: a category
// becomes all that is part of it. Pure.
Filter WithDescendants(Filter filter, const CategoryTree& tree);

// INVALID_ARGUMENT where a search query is longer than 1,000 bytes. Pure.
absl::Status CheckQueryText(std::string_view field, std::string_view text);

// The month's term (terms.h) where the filter's times admit no other; else empty. Pure.
std::string OnlyMonth(const Filter& filter);

// How many articles to answer: 10 for 0, at most 100. INVALID_ARGUMENT blames
// "page_size" where it is negative. Pure.
absl::StatusOr<int> PageSize(int32_t page_size);

}  // namespace broadsheet::query
