#include "query/search/vocabulary.h"

#include <algorithm>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "query/search/stems.h"

namespace broadsheet::query {
namespace {

// Keys of the metadata. A name's value has the ids of its entities.
constexpr char kNamePrefix[] = "name:";
constexpr char kStemmerPrefix[] = "stemmer:";
constexpr char kVersionKey[] = "vocabulary";
// Between ids: no text has it.
constexpr char kSeparator = '\x1f';
// Xapian takes no longer keys.
constexpr size_t kMaxKeyBytes = 200;

std::vector<std::string> Split(const std::string& text) {
  return absl::StrSplit(text, kSeparator, absl::SkipEmpty());
}

// Whether the metadata did not have it.
bool AddTo(Xapian::WritableDatabase& database, const std::string& key, const std::string& value) {
  if (key.size() > kMaxKeyBytes) return false;
  std::vector<std::string> values = Split(database.get_metadata(key));
  if (std::find(values.begin(), values.end(), value) != values.end()) return false;
  values.push_back(value);
  database.set_metadata(key, absl::StrJoin(values, std::string(1, kSeparator)));
  return true;
}

void CountGrowth(Xapian::WritableDatabase& database) {
  int64_t version = 0;
  (void)absl::SimpleAtoi(database.get_metadata(kVersionKey), &version);
  database.set_metadata(kVersionKey, absl::StrCat(version + 1));
}

}  // namespace

void Learn(const article::v1::Article& article, Xapian::WritableDatabase& database) {
  bool learned = false;
  for (const article::v1::Mention& mention : article.mentions()) {
    const std::string key = NameKey(mention.surface_form());
    if (key.empty() || mention.entity().empty()) continue;
    learned |= AddTo(database, kNamePrefix + key, mention.entity());
  }
  learned |= AddTo(database, kStemmerPrefix + LatinStemmer(article.language_code()), "1");
  if (learned) CountGrowth(database);
}

void LearnFrom(const Xapian::Database& other, Xapian::WritableDatabase& database) {
  bool learned = false;
  for (const std::string prefix : {kNamePrefix, kStemmerPrefix}) {
    for (auto key = other.metadata_keys_begin(prefix); key != other.metadata_keys_end(prefix);
         ++key) {
      for (const std::string& value : Split(other.get_metadata(*key))) {
        learned |= AddTo(database, *key, value);
      }
    }
  }
  if (learned) CountGrowth(database);
}

std::shared_ptr<const Vocabulary> LoadVocabulary(const EntityNames& gazetteer,
                                                 const Xapian::Database& database,
                                                 std::shared_ptr<const Vocabulary> known) {
  std::string version = database.get_metadata(kVersionKey);
  if (known != nullptr && known->version == version) return known;
  auto vocabulary = std::make_shared<Vocabulary>();
  vocabulary->names = gazetteer;
  vocabulary->version = std::move(version);
  for (auto at = database.metadata_keys_begin(kNamePrefix);
       at != database.metadata_keys_end(kNamePrefix); ++at) {
    const std::string key = (*at).substr(sizeof(kNamePrefix) - 1);
    for (std::string& id : Split(database.get_metadata(*at))) {
      // The gazetteer knows better in which letter case it is one.
      if (gazetteer.entities.count(key) == 0) vocabulary->names.Add(key, {std::move(id), ""});
    }
  }
  for (auto at = database.metadata_keys_begin(kStemmerPrefix);
       at != database.metadata_keys_end(kStemmerPrefix); ++at) {
    vocabulary->stemmers.insert((*at).substr(sizeof(kStemmerPrefix) - 1));
  }
  return vocabulary;
}

}  // namespace broadsheet::query
