#include "query/search/segments.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <system_error>

#include "query/search/document.h"
#include "query/search/index_format.h"
#include "query/search/readers.h"
#include "query/search/vocabulary.h"
#include "query/terms.h"

namespace broadsheet::query {
namespace {

// What a database takes at once waits in maps of terms: while they fit into the processor's
// cache, an article costs a third.
constexpr size_t kFewArticles = 20;
constexpr int kWordsInCommit = 50'000;
// Of a document that stands for an article that is no longer listed.
constexpr char kGoneTerm[] = "XG";
// Stands for no parent: Xapian keeps no empty values, and one before may have another.
constexpr char kNoParent[] = "-";

void SyncFile(const std::filesystem::path& path) {
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  const bool synced = fd >= 0 && fsync(fd) == 0;
  const int error = errno;
  if (fd >= 0) close(fd);
  if (!synced) {
    throw std::filesystem::filesystem_error("fsync", path, {error, std::generic_category()});
  }
}

// Gives what is in `made` its name.
void Publish(const std::filesystem::path& made, const std::filesystem::path& directory) {
  for (const auto& file : std::filesystem::directory_iterator(made)) SyncFile(file.path());
  SyncFile(made);
  std::filesystem::rename(made, directory);
  SyncFile(directory.parent_path());
}

std::string NameUntilMade(const std::string& directory) {
  std::filesystem::remove_all(directory + ".making");
  std::filesystem::create_directories(std::filesystem::path(directory).parent_path());
  return directory + ".making";
}

Xapian::Document Gone(const article::v1::Article& article) {
  Xapian::Document document;
  document.add_boolean_term(IdTerm(IdOf(article)));
  document.add_boolean_term(kGoneTerm);
  return document;
}

void WritePart(absl::Span<const article::v1::Article> articles, const std::string& directory) {
  Xapian::WritableDatabase database(directory, Xapian::DB_CREATE | Xapian::DB_NO_SYNC);
  for (const article::v1::Article& article : articles) {
    database.add_document(IsListed(article) ? ToDocument(article) : Gone(article));
  }
  database.commit();
}

// The documents of all, in order, and nothing else that can be relied on.
void Compact(const std::vector<std::string>& databases, const std::string& directory) {
  Xapian::Database all;
  for (const std::string& database : databases) all.add_database(Xapian::Database(database));
  all.compact(directory, Xapian::Compactor::FULL);
}

void WriteDocuments(absl::Span<const article::v1::Article> articles, const std::string& directory) {
  const std::string parts_directory = directory + ".parts";
  std::filesystem::remove_all(parts_directory);
  std::filesystem::create_directory(parts_directory);
  const size_t share = std::max(kFewArticles, articles.size() / kMostMerged + 1);
  std::vector<std::string> parts;
  for (; parts.empty() || !articles.empty();
       articles.remove_prefix(std::min(share, articles.size()))) {
    parts.push_back(parts_directory + "/" + std::to_string(parts.size()));
    WritePart(articles.subspan(0, share), parts.back());
  }
  Compact(parts, directory);
  std::filesystem::remove_all(parts_directory);
}

// Documents of several databases are numbered in turn.
struct Place {
  size_t database;
  Xapian::docid document;
};

Place PlaceOf(Xapian::docid document, size_t databases) {
  return {(document - 1) % databases, static_cast<Xapian::docid>((document - 1) / databases + 1)};
}

// By segment, the documents of articles that a later segment has as well.
std::vector<std::vector<Xapian::docid>> Superseded(const std::vector<std::string>& segments) {
  Xapian::Database all;
  for (const std::string& segment : segments) all.add_database(Xapian::Database(segment));
  std::vector<std::vector<Xapian::docid>> superseded(segments.size());
  const std::string any_id = IdTerm("");
  for (auto id = all.allterms_begin(any_id); id != all.allterms_end(any_id); ++id) {
    if (id.get_termfreq() == 1) continue;
    std::vector<Place> places;
    for (auto at = all.postlist_begin(*id); at != all.postlist_end(*id); ++at) {
      places.push_back(PlaceOf(*at, segments.size()));
    }
    const auto last =
        std::max_element(places.begin(), places.end(),
                         [](const Place& a, const Place& b) { return a.database < b.database; });
    for (auto place = places.begin(); place != places.end(); ++place) {
      if (place != last) superseded[place->database].push_back(place->document);
    }
  }
  return superseded;
}

void DropSuperseded(const std::vector<std::string>& segments) {
  const std::vector<std::vector<Xapian::docid>> superseded = Superseded(segments);
  for (size_t i = 0; i < segments.size(); ++i) {
    if (superseded[i].empty()) continue;
    Xapian::WritableDatabase database(segments[i], Xapian::DB_OPEN);
    for (const Xapian::docid document : superseded[i]) database.delete_document(document);
    database.commit();
  }
}

void DropGone(Xapian::WritableDatabase& database) {
  const std::vector<Xapian::docid> gone(database.postlist_begin(kGoneTerm),
                                        database.postlist_end(kGoneTerm));
  for (const Xapian::docid document : gone) database.delete_document(document);
  database.commit();
}

void AddSpelling(Xapian::WritableDatabase& database) {
  int added = 0;
  for (auto term = database.allterms_begin(); term != database.allterms_end(); ++term) {
    const std::string word = *term;
    if (!IsSpellingWord(word)) continue;
    database.add_spelling(word, term.get_termfreq());
    if (++added % kWordsInCommit == 0) database.commit();
  }
}

void DropMissingParents(Xapian::WritableDatabase& database) {
  const std::string prefix = SearchReaders::kCategoryPrefix;
  const std::vector<std::string> categories(database.metadata_keys_begin(prefix),
                                            database.metadata_keys_end(prefix));
  for (const std::string& category : categories) {
    if (database.get_metadata(category) == kNoParent) database.set_metadata(category, "");
  }
}

// The metadata of all, of which Compact() keeps anyone's.
void CopyMetadata(const std::vector<std::string>& segments, Xapian::WritableDatabase& database) {
  const std::string categories = SearchReaders::kCategoryPrefix;
  for (const std::string& directory : segments) {
    const Xapian::Database segment(directory);
    for (auto key = segment.metadata_keys_begin(categories);
         key != segment.metadata_keys_end(categories); ++key) {
      database.set_metadata(*key, segment.get_metadata(*key));
    }
    database.set_metadata(kCursorKey, segment.get_metadata(kCursorKey));
    LearnFrom(segment, database);
  }
}

void Merge(const std::vector<std::string>& segments, const std::string& directory) {
  DropSuperseded(segments);
  Compact(segments, directory);
  Xapian::WritableDatabase database(directory, Xapian::DB_OPEN | Xapian::DB_NO_SYNC);
  CopyMetadata(segments, database);
  database.commit();
}

void Complete(const std::string& directory) {
  Xapian::WritableDatabase database(directory, Xapian::DB_OPEN | Xapian::DB_NO_SYNC);
  DropGone(database);
  DropMissingParents(database);
  AddSpelling(database);
  database.set_metadata(kBuiltKey, "1");
  database.commit();
}

}  // namespace

void WriteSegment(const ArchiveBatch& batch, const article::v1::Cursor& end,
                  const std::string& directory) {
  const std::string made = NameUntilMade(directory);
  WriteDocuments(batch.articles, made);
  Xapian::WritableDatabase database(made, Xapian::DB_OPEN | Xapian::DB_NO_SYNC);
  for (const article::v1::Category& category : batch.categories) {
    database.set_metadata(SearchReaders::kCategoryPrefix + category.name(),
                          category.parent().empty() ? kNoParent : category.parent());
  }
  for (const article::v1::Article& article : batch.articles) {
    if (IsListed(article)) Learn(article, database);
  }
  database.set_metadata(kFormatKey, kFormat);
  database.set_metadata(kCursorKey, end.SerializeAsString());
  database.commit();
  database.close();
  Publish(made, directory);
}

void MergeSegments(const std::vector<std::string>& segments, const std::string& directory) {
  const std::string made = NameUntilMade(directory);
  Merge(segments, made);
  Publish(made, directory);
}

void MakeIndex(const std::vector<std::string>& segments, const std::string& directory) {
  const std::string made = NameUntilMade(directory);
  Merge(segments, made);
  Complete(made);
  Publish(made, directory);
}

article::v1::Cursor CursorIn(const Xapian::Database& database) {
  article::v1::Cursor cursor;
  if (database.get_metadata(kFormatKey) == kFormat) {
    cursor.ParseFromString(database.get_metadata(kCursorKey));
  }
  return cursor;
}

}  // namespace broadsheet::query
