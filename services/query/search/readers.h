// Open copies of the search index, for those who search.
#pragma once

#include <xapian.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "query/category_tree.h"
#include "query/search/vocabulary.h"

namespace broadsheet::query {

// UNAVAILABLE; `why`, which names files, is for the log alone.
absl::Status UnreadableIndex(std::string_view why);

// One state of the index, as of a commit.
struct SearchSnapshot {
  Xapian::Database database;
  CategoryTree tree;
  std::shared_ptr<const Vocabulary> vocabulary;
};

// A Xapian database may be used by one thread at a time and shows one commit:
// this keeps as many open as searches run at once, and brings them up to date.
// Thread-safe.
class SearchReaders {
 public:
  // Before a category's name, in the index's metadata; the value is its parent.
  static constexpr char kCategoryPrefix[] = "category:";

  SearchReaders(std::string directory, EntityNames gazetteer)
      : directory_(std::move(directory)), gazetteer_(std::move(gazetteer)) {}

  // Runs `body` on a snapshot that is no older than the last Refresh() before the
  // call. `body` may run again, on a newer one. Where Xapian can't read
  // the index it is UNAVAILABLE; its other errors are of what `body` asks for, and blame
  // "query".
  absl::Status Read(absl::FunctionRef<absl::Status(const SearchSnapshot&)> body);

  // A commit was made.
  void Refresh();

  // Another database has taken the place of this one.
  void Forget();

 private:
  struct Reader {
    SearchSnapshot snapshot;
    int64_t commit = 0;
  };

  std::unique_ptr<Reader> Acquire() ABSL_LOCKS_EXCLUDED(mutex_);
  void Release(std::unique_ptr<Reader> reader) ABSL_LOCKS_EXCLUDED(mutex_);

  const std::string directory_;
  const EntityNames gazetteer_;
  absl::Mutex mutex_;
  std::vector<std::unique_ptr<Reader>> idle_ ABSL_GUARDED_BY(mutex_);
  // The last one that was loaded.
  std::shared_ptr<const Vocabulary> vocabulary_ ABSL_GUARDED_BY(mutex_);
  int64_t commit_ ABSL_GUARDED_BY(mutex_) = 1;
  // Readers of older databases are not kept.
  int64_t oldest_kept_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace broadsheet::query
