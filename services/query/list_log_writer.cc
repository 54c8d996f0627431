#include "query/list_log_writer.h"

#include <map>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_join.h"
#include "common/status.h"
#include "query/archive_batch.h"
#include "query/sql.h"

namespace broadsheet::query {
namespace {

using postgres::Params;
using postgres::Rows;
using postgres::Transaction;

absl::StatusOr<std::map<std::string, Listing>> GetListings(
    Transaction& tx, absl::Span<const storage::v1::Change* const> changes) {
  std::set<std::string> ids;
  for (const storage::v1::Change* change : changes) {
    if (change->has_article()) ids.insert(IdOf(ChangedArticle(change->article())));
  }
  std::map<std::string, Listing> listings;
  if (ids.empty()) return listings;
  ASSIGN_OR_RETURN(const Rows rows,
                   tx.Run(sql::kGetListings, Params().TextArray({ids.begin(), ids.end()})));
  for (int row = 0; row < rows.size(); ++row) {
    listings[rows.String(row, 0)] = {rows.TextArray(row, 1), rows.Time(row, 2)};
  }
  return listings;
}

}  // namespace

absl::StatusOr<std::string> ExtendListLog(Transaction& tx, const Batch& batch, int64_t kept_after) {
  RETURN_IF_ERROR(
      tx.Run(sql::kTrimListChanges, Params().Int(kept_after).Int(batch.from.position())).status());
  ASSIGN_OR_RETURN(
      const Rows rows,
      tx.Run(sql::kExtendListLog,
             Params().Int(batch.from.position()).Int(batch.to.position()).Int(kept_after)));
  return rows.String(0, 0);
}

absl::Status NoteListChanges(Transaction& tx, const PartOfBatch& part, const CategoryTree& tree) {
  const std::vector<std::string> redacted = RedactedIds(part.changes);
  if (!redacted.empty()) {
    RETURN_IF_ERROR(tx.Run(sql::kForgetListChanges, Params().TextArray(redacted)).status());
  }
  if (!part.is_kept) return absl::OkStatus();
  ASSIGN_OR_RETURN(auto held, GetListings(tx, part.changes));
  return AddListChanges(tx, ListChangesOf(part.changes, tree, std::move(held)));
}

absl::Status AddListChanges(Transaction& tx, const std::vector<ListChange>& changes) {
  if (changes.empty()) return absl::OkStatus();
  std::vector<int64_t> positions, ordinals;
  std::vector<std::string> commit_ids, ids, terms_before, terms_after, teasers;
  std::vector<bool> before_is_known, retracted;
  std::vector<absl::Time> times_before, times_after;
  for (const ListChange& change : changes) {
    const Listing before = change.before.value_or(Listing());
    positions.push_back(change.position);
    ordinals.push_back(change.ordinal);
    commit_ids.push_back(change.commit_id);
    ids.push_back(change.article_id);
    before_is_known.push_back(change.before.has_value());
    terms_before.push_back(absl::StrJoin(before.terms, "\n"));
    times_before.push_back(before.list_time);
    terms_after.push_back(absl::StrJoin(change.after.terms, "\n"));
    times_after.push_back(change.after.list_time);
    retracted.push_back(change.retracted);
    teasers.push_back(change.teaser);
  }
  return tx
      .Run(sql::kAddListChanges, Params()
                                     .IntArray(positions)
                                     .IntArray(ordinals)
                                     .BytesArray(commit_ids)
                                     .UuidArray(ids)
                                     .BoolArray(before_is_known)
                                     .TextArray(terms_before)
                                     .TimeArray(times_before)
                                     .TextArray(terms_after)
                                     .TimeArray(times_after)
                                     .BoolArray(retracted)
                                     .BytesArray(teasers))
      .status();
}

}  // namespace broadsheet::query
