// What is said of an import while it goes on.
#pragma once

#include <cstdint>

#include "absl/time/time.h"
#include "broadsheet/ingest/v1/ingest_service.pb.h"
#include "ingest/deliver/intake.h"
#include "ingest/imports/pace.h"

namespace broadsheet::ingest {

// Not thread-safe.
class ImportReport {
 public:
  // `size` is that of the file; 0 where it is not known.
  ImportReport(int64_t size, absl::Time start);

  void SetFormat(v1::ImportHeader::Format format) { progress_.set_format(format); }

  // What some of its items came to.
  void Add(const IntakeReport& report);
  // One that could not even be told from the others.
  void AddRejected();
  // Feeds that are polled from now on, and those that were.
  void AddFeed(bool is_new);

  // Bytes of the file that are done with; never fewer than before.
  void SetBytesDone(int64_t bytes);
  void AddBytesDone(int64_t bytes) { SetBytesDone(progress_.bytes_done() + bytes); }
  int64_t bytes_done() const { return progress_.bytes_done(); }

  // All of it is done: so many bytes came.
  void Finish(int64_t bytes);

  // Whether there is something to say since the last ProgressAt().
  bool changed() const { return changed_; }
  const v1::ImportProgress& ProgressAt(absl::Time now);

 private:
  const absl::Time start_;
  Pace pace_;
  v1::ImportProgress progress_;
  bool changed_ = false;
};

}  // namespace broadsheet::ingest
