// One transaction that writes a group of batches.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "storage/batch.h"
#include "storage/ledger.h"
#include "storage/messages.h"
#include "storage/recorder.h"

namespace broadsheet::storage {

// What came of a batch: its results, or why none of it was written.
using Outcome = absl::StatusOr<v1::BatchWriteArticlesResponse>;

// A batch of a group, and what came of it. Not thread-safe.
class GroupEntry {
 public:
  explicit GroupEntry(Batch& batch) : batch_(batch) {}

  Batch& batch() { return batch_; }
  const std::string& request_id() const { return batch_.request.request_id(); }

  // Whether it is still to be written: not where its lane is broken, or its caller
  // has given up.
  bool Admit();
  // It can't be written, and neither can what is behind it in its lane.
  void Fail(absl::Status status);
  // Its group's transaction was committed.
  void Conclude(const Recorder::Recorded& recorded);

  const std::optional<Outcome>& outcome() const { return outcome_; }

 private:
  friend class Group;

  Batch& batch_;
  // What the last transaction made of it: why it can't be written, or its answer.
  absl::Status refusal_;
  LedgerAnswer answer_;
  std::optional<Outcome> outcome_;
};

// Not thread-safe.
class Group {
 public:
  // `entries` outlive it.
  explicit Group(absl::Span<GroupEntry* const> entries) : entries_(entries) {}

  // What the transaction does before it appends to the log: decides what the requests
  // do, and writes that, answers included. Returns what goes into the log.
  //
  // That requests were answered before is rare, so the ledger is not asked at first:
  // writing the answers ends the transaction then (UNIQUE_VIOLATION). When it is run
  // again, it starts by finding which requests have their answers.
  absl::StatusOr<std::vector<LogEntry>> Write(postgres::Transaction& tx, const Commit& commit);

 private:
  absl::StatusOr<std::map<std::string, LedgerAnswer>> FindAnswered(postgres::Transaction& tx);
  void ChooseFresh(std::map<std::string, LedgerAnswer> answers);

  absl::Span<GroupEntry* const> entries_;
  bool was_tried_ = false;
  // Those that have not been answered before.
  std::vector<GroupEntry*> fresh_;
};

}  // namespace broadsheet::storage
