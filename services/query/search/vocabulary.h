// What the search index has learned from its articles.
#pragma once

#include <xapian.h>

#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "broadsheet/article/v1/article.pb.h"
#include "query/search/analysis.h"

namespace broadsheet::query {

// The names that articles call entities of the gazetteer by, in all languages, and the
// stemmers that their words went through. It only grows: what an article taught stays when
// the article is gone. Immutable.
struct Vocabulary {
  // Ids of entities by a name's key; a name may be that of several.
  std::unordered_map<std::string, std::vector<std::string>> entities;
  // The keys of an entity's names.
  std::unordered_map<std::string, std::vector<std::string>> names;
  // Parts of the longest name.
  size_t longest_name = 0;
  // How often it has grown.
  std::string version;
  // Languages of the stemmers of Latin script, "en" among them.
  std::set<std::string> stemmers = {"en"};
};

// What a name is looked up by: its parts (analysis.h), in order. Empty where it has none.
std::string NameKey(std::string_view name);
// The key of parts [first, last) of a text.
std::string NameKey(const std::vector<Part>& parts, size_t first, size_t last);
// The parts of a key.
std::vector<std::string> NameParts(const std::string& key);

// Adds what `article` teaches to the metadata of an index. Throws Xapian's errors.
void Learn(const article::v1::Article& article, Xapian::WritableDatabase& database);

// The vocabulary in an index's metadata: `known`, where that is still it. Throws Xapian's
// errors.
std::shared_ptr<const Vocabulary> LoadVocabulary(const Xapian::Database& database,
                                                 std::shared_ptr<const Vocabulary> known);

}  // namespace broadsheet::query
