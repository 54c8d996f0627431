#include "query/search/readers.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/status.h"

namespace broadsheet::query {
namespace {

constexpr int kMaxAttempts = 4;

CategoryTree LoadTree(const Xapian::Database& database) {
  constexpr char kNames[] = "categories/";
  const std::string prefix = SearchReaders::kCategoryPrefix;
  CategoryTree tree;
  for (auto key = database.metadata_keys_begin(prefix); key != database.metadata_keys_end(prefix);
       ++key) {
    const std::string name = (*key).substr(prefix.size());
    const std::string parent = database.get_metadata(*key);
    tree.SetParent(std::string(absl::StripPrefix(name, kNames)),
                   std::string(absl::StripPrefix(parent, kNames)));
  }
  return tree;
}

}  // namespace

absl::Status UnreadableIndex(std::string_view why) {
  return WithPublicMessage(absl::UnavailableError(absl::string_view(why.data(), why.size())),
                           "the search index can't be read");
}

void SearchReaders::Refresh() {
  absl::MutexLock lock(&mutex_);
  ++commit_;
}

void SearchReaders::Forget() {
  absl::MutexLock lock(&mutex_);
  oldest_kept_ = ++commit_;
  idle_.clear();
  vocabulary_.reset();
}

std::unique_ptr<SearchReaders::Reader> SearchReaders::Acquire() {
  std::unique_ptr<Reader> reader;
  int64_t commit;
  std::shared_ptr<const Vocabulary> vocabulary;
  {
    absl::MutexLock lock(&mutex_);
    commit = commit_;
    vocabulary = vocabulary_;
    if (!idle_.empty()) {
      reader = std::move(idle_.back());
      idle_.pop_back();
    }
  }
  if (reader == nullptr) {
    reader = std::make_unique<Reader>();
    reader->snapshot.database = Xapian::Database(directory_);
  } else if (reader->commit == commit) {
    return reader;
  } else {
    reader->snapshot.database.reopen();
  }
  reader->snapshot.tree = LoadTree(reader->snapshot.database);
  reader->snapshot.vocabulary = LoadVocabulary(gazetteer_, reader->snapshot.database, vocabulary);
  reader->commit = commit;
  return reader;
}

void SearchReaders::Release(std::unique_ptr<Reader> reader) {
  absl::MutexLock lock(&mutex_);
  if (reader->commit < oldest_kept_) return;
  vocabulary_ = reader->snapshot.vocabulary;
  idle_.push_back(std::move(reader));
}

absl::Status SearchReaders::Read(absl::FunctionRef<absl::Status(const SearchSnapshot&)> body) {
  for (int attempt = 1;; ++attempt) {
    try {
      std::unique_ptr<Reader> reader = Acquire();
      absl::Status status = body(reader->snapshot);
      Release(std::move(reader));
      return status;
    } catch (const Xapian::DatabaseModifiedError& error) {
      // Two commits were made while `body` read: the next reader is a fresh one.
      if (attempt == kMaxAttempts) return UnreadableIndex(error.get_description());
    } catch (const Xapian::DatabaseError& error) {
      return UnreadableIndex(
          absl::StrCat("the search index in ", directory_, ": ", error.get_description()));
    } catch (const Xapian::Error& error) {
      // The index is fine: it is what was asked of it.
      return InvalidField("query", absl::StrCat("can't be searched for: ", error.get_msg()));
    }
  }
}

}  // namespace broadsheet::query
