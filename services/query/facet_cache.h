// Facets that were counted already.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <unordered_map>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "broadsheet/article/v1/cursor.pb.h"
#include "broadsheet/query/v1/query_service.pb.h"

namespace broadsheet::query {

// Keeps answers until something touches their list (ListPage::touched), and no more than
// `max_bytes` of them: with one more, all go. Thread-safe.
class FacetCache {
 public:
  explicit FacetCache(size_t max_bytes = 16 << 20) : max_bytes_(max_bytes) {}

  // What a request is kept by: all of it that matters to the answer. Pure.
  static std::string KeyOf(v1::ListFacetsRequest request);

  // The answer to `key`, if its list was touched last by the batch `touched`.
  std::optional<v1::ListFacetsResponse> Find(const std::string& key,
                                             const article::v1::Cursor& touched) const;

  // `touched` as of before the answer was counted.
  void Keep(const std::string& key, const article::v1::Cursor& touched,
            const v1::ListFacetsResponse& response);

 private:
  struct Entry {
    std::string touched;
    v1::ListFacetsResponse response;
  };

  const size_t max_bytes_;
  mutable absl::Mutex mutex_;
  std::unordered_map<std::string, Entry> entries_ ABSL_GUARDED_BY(mutex_);
  size_t bytes_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace broadsheet::query
