// Writes batches of observations to the record, several in one transaction.
#pragma once

#include <vector>

#include "absl/types/span.h"
#include "storage/batch.h"
#include "storage/group.h"
#include "storage/recorder.h"

namespace broadsheet::storage {

// Thread-safe. Several processes may write to one database.
class Writer {
 public:
  explicit Writer(Recorder& recorder) : recorder_(recorder) {}

  // Writes the batches in order: in one transaction, unless something in them makes
  // it fail. Then the group is halved, and the halves again, until only the culprit
  // fails: a write alone, with the reason in its result, where PostgreSQL refuses
  // it; a batch alone where the time was over.
  //
  // What each batch came to, in the order of the group:
  //   - its results, after the commit; or as they were the first time, where its
  //     request has taken effect before;
  //   - INVALID_ARGUMENT where its id was used for other writes;
  //   - DEADLINE_EXCEEDED where its caller had given up before it was its turn, or
  //     PostgreSQL took too long;
  //   - ABORTED where a batch before it in its lane has failed;
  //   - UNAVAILABLE where nothing of it was written, or where that can't be told
  //     yet: send it again under the same id.
  // The batches of a lane must be written by one thread at a time. Adds to
  // Batch::errors what PostgreSQL refuses.
  std::vector<Outcome> Write(absl::Span<Batch* const> batches);

 private:
  using Entries = absl::Span<GroupEntry* const>;

  void WriteEntries(Entries entries);
  absl::Status TryEntries(Entries entries);
  void Isolate(GroupEntry& entry, int begin, int end);

  Recorder& recorder_;
};

}  // namespace broadsheet::storage
