#include "query/facet_cache.h"

#include <algorithm>

namespace broadsheet::query {
namespace {

void SortOnce(google::protobuf::RepeatedPtrField<std::string>* values) {
  std::sort(values->begin(), values->end());
  values->erase(std::unique(values->begin(), values->end()), values->end());
}

size_t SizeOf(const std::string& key, const v1::ListFacetsResponse& response) {
  return key.size() + response.SpaceUsedLong();
}

}  // namespace

std::string FacetCache::KeyOf(v1::ListFacetsRequest request) {
  request.clear_read_after();
  v1::ArticleFilter& filter = *request.mutable_filter();
  SortOnce(filter.mutable_categories());
  SortOnce(filter.mutable_tags());
  SortOnce(filter.mutable_mentions());
  return request.SerializeAsString();
}

std::optional<v1::ListFacetsResponse> FacetCache::Find(const std::string& key,
                                                       const article::v1::Cursor& touched) const {
  const std::string wanted = touched.SerializeAsString();
  absl::MutexLock lock(&mutex_);
  const auto found = entries_.find(key);
  if (found == entries_.end() || found->second.touched != wanted) return std::nullopt;
  return found->second.response;
}

void FacetCache::Keep(const std::string& key, const article::v1::Cursor& touched,
                      const v1::ListFacetsResponse& response) {
  Entry entry{touched.SerializeAsString(), response};
  const size_t size = SizeOf(key, response);
  absl::MutexLock lock(&mutex_);
  if (const auto old = entries_.find(key); old != entries_.end()) {
    bytes_ -= SizeOf(key, old->second.response);
    entries_.erase(old);
  }
  if (bytes_ + size > max_bytes_) {
    entries_.clear();
    bytes_ = 0;
  }
  if (size > max_bytes_) return;
  bytes_ += size;
  entries_.emplace(key, std::move(entry));
}

}  // namespace broadsheet::query
