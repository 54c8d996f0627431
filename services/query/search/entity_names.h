// The names of the gazetteer, as queries have them.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "query/search/analysis.h"

namespace broadsheet::query {

// Between the parts of a name's key: no text has it.
inline constexpr char kNameSeparator = '\x1f';

// What a name is looked up by: its parts (analysis.h), in order. Empty where it has none.
std::string NameKey(std::string_view name);
// The key of the parts of a text.
std::string NameKey(const std::vector<Part>& parts);
// The parts of a key.
std::vector<std::string> NameParts(const std::string& key);

// An entity that a name may stand for.
struct NamedEntity {
  std::string id;
  // The name as it is written, where only that counts ("SZ"); else empty.
  std::string exact;

  bool operator==(const NamedEntity&) const = default;
};

struct EntityNames {
  // By a name's key; a name may be that of several.
  std::unordered_map<std::string, std::vector<NamedEntity>> entities;
  // The keys of an entity's names.
  std::unordered_map<std::string, std::vector<std::string>> keys;
  // Parts of the longest name.
  size_t longest = 0;

  // Does nothing where it is there already, or where there is no key.
  void Add(const std::string& key, NamedEntity entity);
};

// The names of a gazetteer (common/gazetteer/gazetteer.tsv), those that are ambiguous in an
// article included: who looks for one says which. What is no name and no entity, as ingest
// would say at its start, is passed over.
EntityNames ParseEntityNames(std::string_view gazetteer);

}  // namespace broadsheet::query
