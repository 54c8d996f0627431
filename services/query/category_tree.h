// Which category is part of which.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace broadsheet::query {

// The parents of categories, by slug. Categories that it does not know are at
// the top. A circle of parents, should there be one, is walked once. Not
// thread-safe to change.
class CategoryTree {
 public:
  // Whether that moved the category: its parent was another one, or none.
  bool SetParent(const std::string& slug, const std::string& parent);

  // The category itself, then its parent, and so on to the top.
  std::vector<std::string> WithAncestors(const std::string& slug) const;

  // The category itself and all that is part of it, sorted.
  std::vector<std::string> WithDescendants(const std::string& slug) const;

 private:
  std::map<std::string, std::string> parents_;
};

}  // namespace broadsheet::query
