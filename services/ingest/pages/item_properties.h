// What a page's markup says that a thing on it has: microformats and microdata.
#pragma once

#include <initializer_list>
#include <map>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "ingest/html/html.h"

namespace broadsheet::ingest {

// The elements of an item by the names of the properties that they are; those inside of other
// items are theirs. Points into the item, which must outlive it. Immutable.
class ItemProperties {
 public:
  // `names_of` answers which properties an element is, `is_item` whether it is a thing of its
  // own. One inside of the same property is not looked at by itself: all together are no larger
  // than the item.
  ItemProperties(const HtmlNode& item,
                 absl::FunctionRef<std::vector<std::string>(const HtmlNode&)> names_of,
                 absl::FunctionRef<bool(const HtmlNode&)> is_item);

  // In the order of the page.
  const std::vector<const HtmlNode*>& All(const std::string& name) const;
  // The first element of the first name that has one; null where none has.
  const HtmlNode* First(std::initializer_list<const char*> names) const;
  bool Has(const std::string& name) const { return !All(name).empty(); }

 private:
  std::map<std::string, std::vector<const HtmlNode*>> by_name_;
};

}  // namespace broadsheet::ingest
