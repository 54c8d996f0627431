// Counts the articles of a list by their tags, sources, languages, months and mentions.
#pragma once

#include <cstdint>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "broadsheet/query/v1/query_service.pb.h"
#include "query/archive.h"
#include "query/facet_cache.h"
#include "query/filter.h"
#include "query/search/searcher.h"

namespace broadsheet::query {

// How many values of each facet are answered where a request says so. INVALID_ARGUMENT blames
// "max_values". Pure.
absl::StatusOr<int> MaxFacetValues(int32_t max_values);

// Thread-safe.
class FacetReader {
 public:
  // Both must outlive it.
  FacetReader(const Archive& archive, const Searcher& searcher)
      : archive_(archive), searcher_(searcher) {}

  // At most `limit` values of each facet. Over a bounded sample where the filter has anything;
  // which articles match a text the search index knows. `filter` is the request's.
  absl::StatusOr<v1::ListFacetsResponse> Count(absl::Time deadline,
                                               const v1::ListFacetsRequest& request,
                                               const Filter& filter, int limit) const;

 private:
  absl::StatusOr<v1::ListFacetsResponse> CountMatching(absl::Time deadline, const Filter& filter,
                                                       int limit) const;

  const Archive& archive_;
  const Searcher& searcher_;
  // Serves a process that doesn't apply what changes, and so forgets all other answers whenever
  // the archive moves.
  mutable FacetCache kept_;
};

}  // namespace broadsheet::query
