#include "ingest/imports/picture_index.h"

namespace broadsheet::ingest {
namespace {

constexpr size_t kMaxBytes = 64 << 20;
// Of a node of the tree, with its strings.
constexpr size_t kNodeBytes = 96;

}  // namespace

void PictureIndex::Add(const std::map<std::string, std::string>& pictures) {
  for (const auto& [id, uri] : pictures) {
    const size_t bytes = kNodeBytes + id.size() + uri.size();
    if (bytes_ + bytes > kMaxBytes) return;
    if (uris_.emplace(id, uri).second) bytes_ += bytes;
  }
}

std::string PictureIndex::Find(const std::string& id) const {
  const auto found = uris_.find(id);
  return found == uris_.end() ? "" : found->second;
}

}  // namespace broadsheet::ingest
