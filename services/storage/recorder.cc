#include "storage/recorder.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/status.h"
#include "common/uuid.h"
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

// Appends to the log when the transaction commits. `answer` is then what
// append_changes has answered.
void Append(postgres::Transaction& tx, const Commit& commit, const std::vector<LogEntry>& entries,
            Rows* answer) {
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
  tx.Defer(sql::kAppendChanges,
           Params()
               .Text(commit.id)
               .UuidArray(article_ids)
               .IntArray(revisions)
               .BytesArray(previous)
               .BytesArray(categories)
               .IntArray(bytes),
           answer);
}

// What was recorded, of a row with the commit's first position and epoch.
Recorder::Recorded RecordedAt(const Rows& rows, const Commit& commit, size_t entries) {
  Recorder::Recorded recorded;
  recorded.first_position = rows.Int(0, 0);
  Cursor& last = recorded.read_after;
  last.set_position(recorded.first_position + static_cast<int64_t>(entries) - 1);
  last.set_commit_id(UuidToBytes(commit.id));
  last.set_epoch(rows.Int(0, 1));
  return recorded;
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

// The row of a commit that may have been lost; none where it was.
absl::StatusOr<Rows> Recorder::FindCommit(absl::Time deadline, const Commit& commit) {
  while (true) {
    Rows found;
    const absl::Status status = pool_.Transact(deadline, [&](postgres::Transaction& tx) {
      tx.Defer(sql::kLockLog);
      absl::StatusOr<Rows> rows = tx.Run(sql::kFindCommit, Params().Text(commit.id));
      if (rows.ok()) found = *std::move(rows);
      return rows.status();
    });
    if (status.ok()) return found;
    if (absl::Now() + kSettleInterval >= deadline) {
      return WithReason(
          absl::UnavailableError(absl::StrCat(
              "whether commit ", commit.id, " took effect can't be told yet: ", status.message())),
          "COMMIT_IN_DOUBT", {{"commit_id", commit.id}});
    }
    absl::SleepFor(kSettleInterval);
  }
}

absl::StatusOr<Recorder::Recorded> Recorder::Attempt(absl::Time deadline, Body body,
                                                     bool* is_lost) {
  const Commit commit = NewCommit(clock_.Now());
  Recorded recorded;
  size_t entries = 0;
  Rows appended;
  absl::Status status = pool_.Transact(deadline, [&](postgres::Transaction& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const std::vector<LogEntry> made, body(tx, commit));
    entries = made.size();
    if (entries == 0) return ReadHead(tx, &recorded.read_after);
    Append(tx, commit, made, &appended);
    return absl::OkStatus();
  });
  if (Reason(status) == "COMMIT_IN_DOUBT") {
    ASSIGN_OR_RETURN(appended, FindCommit(deadline, commit));
    *is_lost = appended.empty();
  } else {
    RETURN_IF_ERROR(status);
  }
  return entries == 0 || *is_lost ? recorded : RecordedAt(appended, commit, entries);
}

absl::StatusOr<Recorder::Recorded> Recorder::Record(absl::Time deadline, Body body) {
  for (int races = 0;;) {
    bool is_lost = false;
    absl::StatusOr<Recorded> recorded = Attempt(deadline, body, &is_lost);
    if (is_lost) continue;
    if (Reason(recorded.status()) == "UNIQUE_VIOLATION" && ++races < kMaxRaces) continue;
    if (recorded.ok()) head_.Advance(recorded->read_after.position());
    return recorded;
  }
}

}  // namespace broadsheet::storage
