// The log of how lists change, as the archive's projection writes it.
#pragma once

#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/postgres/pool.h"
#include "query/category_tree.h"
#include "query/list_change.h"
#include "query/projection.h"

namespace broadsheet::query {

// A part of a batch that is applied at once: of articles or of categories only.
struct PartOfBatch {
  absl::Span<const storage::v1::Change* const> changes;
  // Whether how lists change is kept.
  bool is_kept = true;
  // Of the next article that a category takes along.
  int64_t next_ordinal = 0;
};

// All are part of the transaction that applies the batch; errors are those of its statements.

// Drops what is too old, and has the log reach to the batch's end; answers its generation. Comes
// first.
absl::StatusOr<std::string> ExtendListLog(postgres::Transaction& tx, const Batch& batch,
                                          int64_t kept_after);

// What the part's articles change. Comes before they are replaced.
absl::Status NoteListChanges(postgres::Transaction& tx, const PartOfBatch& part,
                             const CategoryTree& tree);

absl::Status AddListChanges(postgres::Transaction& tx, const std::vector<ListChange>& changes);

}  // namespace broadsheet::query
