#include "query/watch/list_log.h"

#include <utility>

#include "common/status.h"
#include "query/sql.h"

namespace broadsheet::query {
namespace {

using postgres::Params;
using postgres::Rows;

constexpr int64_t kMaxPageBytes = 1 << 20;

std::shared_ptr<const ListChange> ToChange(const Rows& rows, int row) {
  auto change = std::make_shared<ListChange>();
  change->position = rows.Int(row, 6);
  change->ordinal = rows.Int(row, 7);
  change->commit_id = rows.Bytes(row, 8);
  change->article_id = rows.String(row, 9);
  if (!rows.Bool(row, 16)) change->before = {rows.TextArray(row, 10), rows.Time(row, 11)};
  change->after = {rows.TextArray(row, 12), rows.Time(row, 13)};
  change->retracted = rows.Bool(row, 14);
  change->teaser = rows.Bytes(row, 15);
  return change;
}

}  // namespace

ListPlace PlaceOf(const ListChange& change, const ListLogPage& page) {
  ListPlace place{page.end, change.ordinal};
  place.cursor.set_position(change.position);
  place.cursor.set_commit_id(change.commit_id);
  return place;
}

absl::StatusOr<ListLogPage> ListLog::Read(absl::Time deadline, const ListPlace& after,
                                          int limit) const {
  ASSIGN_OR_RETURN(
      const Rows rows,
      pool_.Query(
          deadline, sql::kReadListChanges,
          Params().Int(after.cursor.position()).Int(after.ordinal).Int(limit).Int(kMaxPageBytes)));
  if (!rows.Bool(0, 2)) {
    return absl::UnavailableError("another version of query applies changes to the archive");
  }
  ListLogPage page;
  page.generation = rows.String(0, 0);
  page.complete_after = rows.Int(0, 1);
  page.end.set_epoch(rows.Int(0, 3));
  page.end.set_position(rows.Int(0, 4));
  page.end.set_commit_id(rows.Bytes(0, 5));
  if (answers_ != nullptr) answers_->SeenBeyond(page.end.position());
  int64_t bytes = 0;
  for (int row = 0; row < rows.size() && !rows.IsNull(row, 6); ++row) {
    page.changes.push_back(ToChange(rows, row));
    bytes += static_cast<int64_t>(page.changes.back()->teaser.size());
  }
  page.is_last = static_cast<int>(page.changes.size()) < limit && bytes < kMaxPageBytes;
  page.read = page.is_last ? ListPlace{page.end} : PlaceOf(*page.changes.back(), page);
  return page;
}

absl::StatusOr<ListLogPage> ListLog::ReadEnd(absl::Time deadline) const {
  ListPlace beyond;
  beyond.cursor.set_position(std::numeric_limits<int64_t>::max());
  return Read(deadline, beyond, 1);
}

}  // namespace broadsheet::query
