#include "storage/writer.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/log.h"
#include "common/status.h"

namespace broadsheet::storage {
namespace {

// For one transaction. Who waits for less finds the answer in the ledger later.
constexpr absl::Duration kTransactionTimeout = absl::Seconds(15);

// Whether a transaction may have failed for only some of what it held: others
// would have fared no better where PostgreSQL is away or full.
bool MayBePartial(const absl::Status& status) {
  return !absl::IsUnavailable(status) && !absl::IsResourceExhausted(status);
}

// Whether what it held will always be refused. Not so where it took too long, or
// lost to others: that ends.
bool IsRefusal(const absl::Status& status) {
  return MayBePartial(status) && !absl::IsDeadlineExceeded(status) && !absl::IsAborted(status);
}

}  // namespace

absl::Status Writer::TryEntries(Entries entries) {
  Group group(entries);
  const auto body = [&](postgres::Transaction& tx, const Commit& commit) {
    return group.Write(tx, commit);
  };
  ASSIGN_OR_RETURN(const Recorder::Recorded recorded,
                   recorder_.Record(absl::Now() + kTransactionTimeout, body));
  for (GroupEntry* entry : entries) entry->Conclude(recorded);
  return absl::OkStatus();
}

// Finds those of the writes from `begin` to `end` that are refused by themselves,
// in transactions that are rolled back.
void Writer::Isolate(GroupEntry& entry, int begin, int end) {
  std::vector<absl::Status>& errors = entry.batch().errors;
  std::vector<absl::Status> kept = errors;
  for (int i = 0; i < static_cast<int>(errors.size()); ++i) {
    if (i < begin || i >= end) errors[i] = absl::CancelledError("not in this trial");
  }
  const absl::Status passed = absl::CancelledError("the trial passed");
  GroupEntry* const alone = &entry;
  Group group(Entries(&alone, 1));
  const auto trial = [&](postgres::Transaction& tx,
                         const Commit& commit) -> absl::StatusOr<std::vector<LogEntry>> {
    RETURN_IF_ERROR(group.Write(tx, commit).status());
    RETURN_IF_ERROR(tx.Flush());
    return passed;
  };
  const absl::Status status = recorder_.Record(absl::Now() + kTransactionTimeout, trial).status();
  errors = std::move(kept);
  if (status == passed || !IsRefusal(status)) return;
  if (end - begin == 1) {
    Log(Severity::kError, "PostgreSQL refuses an article",
        {{"request_id", entry.request_id()}, {"write", begin}, {"error", status.message()}});
    errors[begin] = WithReason(
        absl::InternalError(absl::StrCat("writes[", begin, "]: the database refuses this article")),
        "ARTICLE_REFUSED");
    return;
  }
  const int middle = (begin + end) / 2;
  Isolate(entry, begin, middle);
  Isolate(entry, middle, end);
}

void Writer::WriteEntries(Entries entries) {
  std::vector<GroupEntry*> admitted;
  for (GroupEntry* entry : entries) {
    if (entry->Admit()) admitted.push_back(entry);
  }
  if (admitted.empty()) return;
  absl::Status status = TryEntries(admitted);
  if (status.ok()) return;
  if (admitted.size() > 1 && MayBePartial(status)) {
    const size_t half = admitted.size() / 2;
    WriteEntries(Entries(admitted).subspan(0, half));
    WriteEntries(Entries(admitted).subspan(half));
    return;
  }
  if (admitted.size() == 1 && IsRefusal(status)) {
    Isolate(*admitted[0], 0, admitted[0]->batch().request.writes_size());
    status = TryEntries(admitted);
  }
  for (GroupEntry* entry : admitted) {
    if (!status.ok()) entry->Fail(status);
  }
}

std::vector<Outcome> Writer::Write(absl::Span<Batch* const> batches) {
  std::vector<GroupEntry> entries;
  for (Batch* batch : batches) entries.emplace_back(*batch);
  std::vector<GroupEntry*> group;
  for (GroupEntry& entry : entries) group.push_back(&entry);
  WriteEntries(group);
  std::vector<Outcome> outcomes;
  for (const GroupEntry& entry : entries) outcomes.push_back(*entry.outcome());
  return outcomes;
}

}  // namespace broadsheet::storage
