#include "storage/recorder.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/status.h"
#include "common/uuid.h"
#include "storage/epoch.h"
#include "storage/sql.h"
#include "storage/timestamps.h"

namespace broadsheet::storage {
namespace {

using postgres::Params;
using postgres::Rows;

constexpr absl::Duration kSettleInterval = absl::Milliseconds(100);
// How often a transaction may be second.
constexpr int kMaxRaces = 8;

Commit NewCommit(absl::Time now) { return {NewUuid(now), ToMicroseconds(now)}; }

absl::Status Append(postgres::Transaction& tx, const Commit& commit,
                    const std::vector<LogEntry>& entries, Recorder::Recorded* recorded) {
  std::vector<std::string> article_ids, previous, categories;
  std::vector<int64_t> revisions, bytes;
  for (const LogEntry& entry : entries) {
    article_ids.push_back(entry.article_id);
    revisions.push_back(entry.revision);
    previous.push_back(entry.previous);
    categories.push_back(entry.category);
    bytes.push_back(entry.bytes);
  }
  tx.Defer(sql::kLockLog);
  ASSIGN_OR_RETURN(const Rows rows, tx.Run(sql::kAppendChanges, Params()
                                                                    .Text(commit.id)
                                                                    .UuidArray(article_ids)
                                                                    .IntArray(revisions)
                                                                    .BytesArray(previous)
                                                                    .BytesArray(categories)
                                                                    .IntArray(bytes)));
  recorded->first_position = rows.Int(0, 0);
  Cursor& last = recorded->read_after;
  last.set_position(rows.Int(0, 0) + static_cast<int64_t>(entries.size()) - 1);
  last.set_commit_id(UuidToBytes(commit.id));
  int64_t epoch = 0;
  if (!rows.IsNull(0, 1)) {
    epoch = rows.Int(0, 1);
  } else {
    ASSIGN_OR_RETURN(epoch, StartEpoch(tx));
  }
  last.set_epoch(epoch);
  return absl::OkStatus();
}

absl::Status ReadHead(postgres::Transaction& tx, Cursor* head) {
  ASSIGN_OR_RETURN(const Rows rows, tx.Run(sql::kGetHead));
  *head = HeadCursor(rows);
  return absl::OkStatus();
}

}  // namespace

LogEntry EntryOf(const Category& category) {
  LogEntry entry;
  entry.category = category.SerializeAsString();
  entry.bytes = static_cast<int64_t>(entry.category.size());
  return entry;
}

absl::Status Recorder::Attempt(absl::Time deadline, const Commit& commit, Body body,
                               Recorded* recorded) {
  return pool_.Transact(deadline, [&](postgres::Transaction& tx) -> absl::Status {
    recorded->first_position = 0;
    ASSIGN_OR_RETURN(const std::vector<LogEntry> entries, body(tx, commit));
    if (entries.empty()) return ReadHead(tx, &recorded->read_after);
    return Append(tx, commit, entries, recorded);
  });
}

absl::StatusOr<bool> Recorder::IsInLog(absl::Time deadline, const std::string& commit_id) {
  while (true) {
    bool found = false;
    const absl::Status status = pool_.Transact(deadline, [&](postgres::Transaction& tx) {
      tx.Defer(sql::kLockLog);
      absl::StatusOr<Rows> rows = tx.Run(sql::kFindCommit, Params().Text(commit_id));
      found = rows.ok() && !rows->empty();
      return rows.status();
    });
    if (status.ok()) return found;
    if (absl::Now() + kSettleInterval >= deadline) {
      return WithReason(absl::UnavailableError(absl::StrCat(
                            "whether commit ", commit_id,
                            " took effect can't be told yet: ", PublicMessage(status))),
                        "COMMIT_IN_DOUBT", {{"commit_id", commit_id}});
    }
    absl::SleepFor(kSettleInterval);
  }
}

absl::StatusOr<Recorder::Recorded> Recorder::Record(absl::Time deadline, Body body) {
  Recorded recorded;
  for (int races = 0;;) {
    const Commit commit = NewCommit(clock_.Now());
    const absl::Status status = Attempt(deadline, commit, body, &recorded);
    if (status.ok()) break;
    if (Reason(status) == "UNIQUE_VIOLATION" && ++races < kMaxRaces) continue;
    if (Reason(status) != "COMMIT_IN_DOUBT") return status;
    ASSIGN_OR_RETURN(const bool is_in_log, IsInLog(deadline, commit.id));
    if (is_in_log) break;
  }
  head_.Advance(recorded.read_after.position());
  return recorded;
}

}  // namespace broadsheet::storage
