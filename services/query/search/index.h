// The search index: what SearchArticles is answered from.
#pragma once

#include <xapian.h>

#include <atomic>
#include <memory>
#include <string>

#include "query/projection.h"
#include "query/search/index_builder.h"
#include "query/search/readers.h"

namespace broadsheet::query {

// The projection in a Xapian database, one an instance of the service. Where there is nothing
// yet and much of a log, the index is built beside it (index_builder.h), which goes on where a
// kill left it, and takes its place at the head of the log. From then on Apply()
// commits what it gathered when it is at the head, and after some hundred
// articles. A batch that was committed in part, as after a kill, is applied again
// and comes to the same. After an error, as on a full disk, Restart() opens the database
// again.
class SearchIndex final : public Projection {
 public:
  // Opens the database in `directory`, or makes one; it is built in that directory's name with
  // ".building" behind. One that is broken, or of an
  // older format, is replaced; a directory that holds something else is left alone.
  // Queries may have the names of `gazetteer`. The error names the directory; another process using
  // it is FAILED_PRECONDITION.
  static absl::StatusOr<std::unique_ptr<SearchIndex>> Open(const std::string& directory,
                                                           EntityNames gazetteer);

  std::string name() const override { return "search index"; }
  absl::StatusOr<article::v1::Cursor> Restart() override;
  absl::StatusOr<article::v1::Cursor> Apply(const Batch& batch) override;
  absl::Status Reset() override;

  // For those who search. Thread-safe.
  SearchReaders& readers() { return readers_; }

  // Whether it has been at the head since it was made. Thread-safe.
  bool is_built() const { return built_; }

 private:
  SearchIndex(std::string directory, EntityNames gazetteer, Xapian::WritableDatabase database);

  // After an error Xapian may have closed the database, as where the disk is full, and
  // what was not committed counts for nothing.
  void OpenAgain();
  // What is kept of a building that was begun; none where the index is there.
  void FindBuilding();
  absl::Status Build(const Batch& batch);
  // Puts the index that was built in the place of the empty one.
  absl::Status FinishBuilding();
  void Write(const Batch& batch);
  void WriteArticle(const article::v1::Article& article);
  void Commit(const Batch& batch);
  article::v1::Cursor Committed() const;

  const std::string directory_;
  Xapian::WritableDatabase database_;
  SearchReaders readers_;
  std::atomic<bool> built_;
  std::unique_ptr<IndexBuilder> builder_;
  int uncommitted_ = 0;
  // The database is to be opened again.
  bool failed_ = false;
};

}  // namespace broadsheet::query
