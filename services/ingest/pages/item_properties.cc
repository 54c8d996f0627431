#include "ingest/pages/item_properties.h"

#include <set>
#include <utility>

namespace broadsheet::ingest {

ItemProperties::ItemProperties(
    const HtmlNode& item, absl::FunctionRef<std::vector<std::string>(const HtmlNode&)> names_of,
    absl::FunctionRef<bool(const HtmlNode&)> is_item) {
  std::set<std::string> around;
  const auto collect = [&](const auto& self, const HtmlNode& node) -> void {
    for (const HtmlNode& child : node.children) {
      if (!child.is_element()) continue;
      std::vector<std::string> names;
      std::vector<std::string> all = names_of(child);
      for (std::string& name : all) {
        if (around.insert(name).second) names.push_back(std::move(name));
      }
      for (const std::string& name : names) by_name_[name].push_back(&child);
      if (!is_item(child)) self(self, child);
      for (const std::string& name : names) around.erase(name);
    }
  };
  collect(collect, item);
}

const std::vector<const HtmlNode*>& ItemProperties::All(const std::string& name) const {
  static const auto* const kNone = new std::vector<const HtmlNode*>();
  const auto found = by_name_.find(name);
  return found == by_name_.end() ? *kNone : found->second;
}

const HtmlNode* ItemProperties::First(std::initializer_list<const char*> names) const {
  for (const char* name : names) {
    if (!All(name).empty()) return All(name)[0];
  }
  return nullptr;
}

}  // namespace broadsheet::ingest
