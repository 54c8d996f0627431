#include "query/search/index.h"

#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/functional/function_ref.h"
#include "absl/strings/str_cat.h"
#include "common/log.h"
#include "common/status.h"
#include "query/archive_batch.h"
#include "query/search/document.h"
#include "query/search/index_format.h"
#include "query/search/segments.h"
#include "query/search/vocabulary.h"
#include "query/terms.h"

namespace broadsheet::query {
namespace {

// What waits is in a map of terms in memory, which takes the longer the larger it is: below a
// page of changes, so that each is committed.
constexpr int kCommitEvery = 300;
// Behind the directory's name, where an index is built from nothing.
constexpr char kBuilding[] = ".building";

absl::Status Failed(const std::string& directory, const std::string& error) {
  return UnreadableIndex(absl::StrCat("the search index in ", directory, ": ", error));
}

absl::Status Failed(const std::string& directory, const Xapian::Error& error) {
  return Failed(directory, error.get_description());
}

// Replaces what an index left behind, and nothing else.
Xapian::WritableDatabase MakeDatabase(const std::string& directory) {
  const std::filesystem::path path(directory);
  if (std::filesystem::exists(path) && !std::filesystem::is_empty(path) &&
      !std::filesystem::exists(path / "iamglass")) {
    throw Xapian::DatabaseOpeningError("the directory holds something else");
  }
  std::filesystem::remove_all(path);
  std::filesystem::create_directories(path.parent_path());
  Xapian::WritableDatabase database(directory, Xapian::DB_CREATE);
  database.set_metadata(kFormatKey, kFormat);
  database.commit();
  return database;
}

Xapian::WritableDatabase OpenDatabase(const std::string& directory) {
  try {
    Xapian::WritableDatabase database(directory, Xapian::DB_OPEN);
    if (database.get_metadata(kFormatKey) == kFormat) return database;
    Log(Severity::kInfo, "the search index has another format", {{"directory", directory}});
  } catch (const Xapian::DatabaseLockError&) {
    throw;
  } catch (const Xapian::DatabaseNotFoundError&) {
  } catch (const Xapian::DatabaseError& error) {
    Log(Severity::kWarning, "the search index can't be opened",
        {{"directory", directory}, {"error", error.get_description()}});
  }
  return MakeDatabase(directory);
}

void ForEachSpellingWord(Xapian::TermIterator term, const Xapian::TermIterator& end,
                         absl::FunctionRef<void(const std::string&)> visit) {
  for (; term != end; ++term) {
    const std::string word = *term;
    if (IsSpellingWord(word)) visit(word);
  }
}

}  // namespace

SearchIndex::SearchIndex(std::string directory, EntityNames gazetteer,
                         Xapian::WritableDatabase database)
    : directory_(std::move(directory)),
      database_(std::move(database)),
      readers_(directory_, std::move(gazetteer)),
      built_(!database_.get_metadata(kBuiltKey).empty()) {}

absl::StatusOr<std::unique_ptr<SearchIndex>> SearchIndex::Open(const std::string& directory,
                                                               EntityNames gazetteer) {
  try {
    return std::unique_ptr<SearchIndex>(
        new SearchIndex(directory, std::move(gazetteer), OpenDatabase(directory)));
  } catch (const Xapian::DatabaseLockError&) {
    return absl::FailedPreconditionError(
        absl::StrCat("another process uses the search index in ", directory));
  } catch (const Xapian::Error& error) {
    return Failed(directory, error);
  } catch (const std::filesystem::filesystem_error& error) {
    return Failed(directory, error.what());
  }
}

article::v1::Cursor SearchIndex::Committed() const { return CursorIn(database_); }

void SearchIndex::FindBuilding() {
  builder_.reset();
  const std::string directory = directory_ + kBuilding;
  const bool is_empty = !built_ && Committed().position() == 0;
  if (!is_empty) {
    std::filesystem::remove_all(directory);
  } else if (std::filesystem::exists(directory)) {
    builder_ = std::make_unique<IndexBuilder>(directory);
  }
}

void SearchIndex::OpenAgain() {
  if (!failed_) return;
  database_.close();
  uncommitted_ = 0;
  const auto replace = [this] {
    database_ = OpenDatabase(directory_);
    built_ = !database_.get_metadata(kBuiltKey).empty();
    readers_.Forget();
  };
  try {
    database_ = Xapian::WritableDatabase(directory_, Xapian::DB_OPEN);
  } catch (const Xapian::DatabaseCorruptError&) {
    replace();
  } catch (const Xapian::DatabaseNotFoundError&) {
    replace();
  }
  failed_ = false;
}

absl::StatusOr<article::v1::Cursor> SearchIndex::Restart() {
  try {
    OpenAgain();
    FindBuilding();
    return builder_ == nullptr ? Committed() : builder_->cursor();
  } catch (const Xapian::Error& error) {
    return Failed(directory_, error);
  } catch (const std::filesystem::filesystem_error& error) {
    return Failed(directory_, error.what());
  }
}

void SearchIndex::WriteArticle(const article::v1::Article& article) {
  const std::string id = IdTerm(IdOf(article));
  const Xapian::PostingIterator old = database_.postlist_begin(id);
  if (old != database_.postlist_end(id)) {
    const Xapian::docid number = *old;
    ForEachSpellingWord(database_.termlist_begin(number), database_.termlist_end(number),
                        [&](const std::string& word) { database_.remove_spelling(word); });
  }
  if (!IsListed(article)) {
    database_.delete_document(id);
    return;
  }
  const Xapian::Document document = ToDocument(article);
  ForEachSpellingWord(document.termlist_begin(), document.termlist_end(),
                      [&](const std::string& word) { database_.add_spelling(word); });
  database_.replace_document(id, document);
  Learn(article, database_);
}

void SearchIndex::Write(const Batch& batch) {
  const ArchiveBatch collapsed = CollapseChanges(batch.changes);
  for (const article::v1::Category& category : collapsed.categories) {
    database_.set_metadata(SearchReaders::kCategoryPrefix + category.name(), category.parent());
  }
  for (const article::v1::Article& article : collapsed.articles) WriteArticle(article);
  uncommitted_ += static_cast<int>(collapsed.articles.size());
}

void SearchIndex::Commit(const Batch& batch) {
  database_.set_metadata(kCursorKey, batch.to.SerializeAsString());
  if (batch.at_head) database_.set_metadata(kBuiltKey, "1");
  database_.commit();
  uncommitted_ = 0;
  readers_.Refresh();
  if (batch.at_head) built_ = true;
}

absl::Status SearchIndex::Build(const Batch& batch) {
  if (builder_ == nullptr) builder_ = std::make_unique<IndexBuilder>(directory_ + kBuilding);
  RETURN_IF_ERROR(builder_->Add(CollapseChanges(batch.changes), batch.to));
  if (!batch.at_head) return absl::OkStatus();
  return FinishBuilding();
}

absl::Status SearchIndex::FinishBuilding() {
  const std::string index = directory_ + kBuilding + "/index";
  const absl::Status finished = builder_->Finish(index);
  // What can't be read is begun anew.
  if (absl::IsDataLoss(finished)) std::filesystem::remove_all(directory_ + kBuilding);
  RETURN_IF_ERROR(finished);
  failed_ = true;
  database_.close();
  // At once: what is removed in part is no index, and nothing that may be replaced. The builder's
  // directory goes with all that is in it.
  std::filesystem::rename(directory_, directory_ + kBuilding + "/replaced");
  std::filesystem::rename(index, directory_);
  OpenAgain();
  readers_.Forget();
  built_ = true;
  FindBuilding();
  return absl::OkStatus();
}

absl::StatusOr<article::v1::Cursor> SearchIndex::Apply(const Batch& batch) {
  try {
    const bool builds =
        builder_ != nullptr || (!batch.at_head && !built_ && Committed().position() == 0);
    if (builds) {
      const absl::Status status = Build(batch);
      if (!status.ok()) return Failed(directory_, std::string(status.message()));
      return builder_ == nullptr ? Committed() : builder_->cursor();
    }
    Write(batch);
    if (batch.at_head || uncommitted_ >= kCommitEvery) Commit(batch);
    return Committed();
  } catch (const Xapian::Error& error) {
    failed_ = true;
    return Failed(directory_, error);
  } catch (const std::filesystem::filesystem_error& error) {
    failed_ = true;
    return Failed(directory_, error.what());
  }
}

absl::Status SearchIndex::Reset() {
  built_ = false;
  failed_ = true;
  uncommitted_ = 0;
  try {
    database_.close();
    builder_.reset();
    std::filesystem::remove_all(directory_ + kBuilding);
    database_ = MakeDatabase(directory_);
    readers_.Forget();
    failed_ = false;
    return absl::OkStatus();
  } catch (const Xapian::Error& error) {
    return Failed(directory_, error);
  } catch (const std::filesystem::filesystem_error& error) {
    return Failed(directory_, error.what());
  }
}

}  // namespace broadsheet::query
