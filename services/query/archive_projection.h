// The archive: what lists, single articles and counts are answered from.
#pragma once

#include <string>
#include <vector>

#include "common/postgres/pool.h"
#include "query/answer_cache.h"
#include "query/archive_batch.h"
#include "query/category_tree.h"
#include "query/projection.h"

namespace broadsheet::query {

// How many changes a watch of a list can go back unless told otherwise.
inline constexpr int64_t kKeptChanges = 100'000;

// The projection in PostgreSQL. Each batch is one transaction, with the cursor.
// All instances of the service share it: one applies at a time.
class ArchiveProjection final : public Projection {
 public:
  // The pool and the answers, which are told what each batch touches unless they are null, must
  // outlive it. How lists change is kept for the newest `kept_changes` of the log.
  explicit ArchiveProjection(postgres::Pool& pool, AnswerCache* answers = nullptr,
                             int64_t kept_changes = kKeptChanges)
      : pool_(pool), answers_(answers), kept_changes_(kept_changes) {}

  std::string name() const override { return "archive"; }
  absl::StatusOr<article::v1::Cursor> Restart() override;
  absl::StatusOr<article::v1::Cursor> Apply(const Batch& batch) override;
  absl::Status Reset() override;

 private:
  postgres::Pool& pool_;
  AnswerCache* const answers_;
  const int64_t kept_changes_;
  // Of the archive at the last batch.
  std::string generation_;
};

}  // namespace broadsheet::query
