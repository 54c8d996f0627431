// Storage's log, page by page, as it grows.
#pragma once

#include <memory>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "broadsheet/storage/v1/storage_service.grpc.pb.h"

namespace broadsheet::query {

// Reads what there is with ListChanges, and from the log's end on what comes with
// WatchChanges. Where that stream ends, or storage has none, it asks again. Next() is for one
// thread, Stop() for any.
class LogFollower {
 public:
  struct Options {
    // How often the log is asked for more where it can't be watched.
    absl::Duration poll_interval = absl::Milliseconds(40);
    // A stream that is silent for longer is broken: storage says every two seconds where the
    // log ends.
    absl::Duration patience = absl::Seconds(10);
    int page_size = 1000;
  };

  // `storage` must outlive it.
  LogFollower(Options options, storage::v1::StorageService::StubInterface& storage);
  ~LogFollower();

  // What follows `after`, and where the log ends. Without changes at the end of the log: at
  // once where it was not there before, and later now and then. Errors are those of
  // ListChanges; CANCELLED after Stop().
  absl::StatusOr<storage::v1::ListChangesResponse> Next(const article::v1::Cursor& after);

  // Ends a wait in Next(), for good.
  void Stop();

 private:
  class Stream;

  absl::StatusOr<storage::v1::ListChangesResponse> List(const article::v1::Cursor& after);
  void Open(const article::v1::Cursor& after);
  void Close();
  // False where Stop() came.
  bool Pause(absl::Duration duration);

  const Options options_;
  storage::v1::StorageService::StubInterface& storage_;
  absl::Mutex mutex_;
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
  std::unique_ptr<Stream> stream_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace broadsheet::query
