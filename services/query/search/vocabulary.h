// What the search index has learned from its articles.
#pragma once

#include <xapian.h>

#include <memory>
#include <set>
#include <string>

#include "broadsheet/article/v1/article.pb.h"
#include "query/search/entity_names.h"

namespace broadsheet::query {

// The names of entities, in all languages: those of the gazetteer, and those that articles
// call them by, should ingest have another one. And the stemmers that words of articles went
// through. It only grows: what an article taught stays when the article is gone. Immutable.
struct Vocabulary {
  EntityNames names;
  // Languages of the stemmers of Latin script, "en" among them.
  std::set<std::string> stemmers = {"en"};
  // How often it has grown.
  std::string version;
};

// Adds what `article` teaches to the metadata of an index. Throws Xapian's errors.
void Learn(const article::v1::Article& article, Xapian::WritableDatabase& database);

// Adds what another index has learned. Throws Xapian's errors.
void LearnFrom(const Xapian::Database& other, Xapian::WritableDatabase& database);

// The vocabulary of `gazetteer` and of an index's metadata: `known`, where that is still it.
// Throws Xapian's errors.
std::shared_ptr<const Vocabulary> LoadVocabulary(const EntityNames& gazetteer,
                                                 const Xapian::Database& database,
                                                 std::shared_ptr<const Vocabulary> known);

}  // namespace broadsheet::query
