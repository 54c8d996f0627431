#include "query/category_tree.h"

#include <algorithm>

namespace broadsheet::query {

bool CategoryTree::SetParent(const std::string& slug, const std::string& parent) {
  std::string& held = parents_[slug];
  if (held == parent) return false;
  held = parent;
  return true;
}

std::vector<std::string> CategoryTree::WithAncestors(const std::string& slug) const {
  std::vector<std::string> line = {slug};
  while (true) {
    const auto found = parents_.find(line.back());
    if (found == parents_.end() || found->second.empty()) return line;
    if (std::find(line.begin(), line.end(), found->second) != line.end()) return line;
    line.push_back(found->second);
  }
}

std::vector<std::string> CategoryTree::WithDescendants(const std::string& slug) const {
  std::vector<std::string> below = {slug};
  for (const auto& [child, parent] : parents_) {
    if (child == slug) continue;
    const std::vector<std::string> line = WithAncestors(child);
    if (std::find(line.begin(), line.end(), slug) != line.end()) below.push_back(child);
  }
  std::sort(below.begin(), below.end());
  return below;
}

}  // namespace broadsheet::query
