// Where storage's log ends.
#pragma once

#include <functional>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "broadsheet/storage/v1/storage_service.grpc.pb.h"

namespace broadsheet::query {

// Asks storage, once for all who want to know at the same time. Thread-safe.
class LogEnd {
 public:
  // `storage` must outlive it.
  explicit LogEnd(storage::v1::StorageService::StubInterface& storage) : storage_(storage) {}
  // Waits for what was asked.
  ~LogEnd();

  using Done = std::function<void(absl::Status)>;

  // Calls `done`, from another thread, when storage has been asked after this call began;
  // an error is that of the asking. Does not block; `done` must not, either.
  void Ask(Done done);

  // As it was answered last; unset before.
  article::v1::Cursor cursor() const;

 private:
  struct Question;

  void Send();
  void OnAnswer(const Question& question, const absl::Status& status);

  storage::v1::StorageService::StubInterface& storage_;
  mutable absl::Mutex mutex_;
  article::v1::Cursor cursor_ ABSL_GUARDED_BY(mutex_);
  bool is_asking_ ABSL_GUARDED_BY(mutex_) = false;
  // Who waits for the answer that is due, and who came too late for it.
  std::vector<Done> asked_ ABSL_GUARDED_BY(mutex_);
  std::vector<Done> next_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace broadsheet::query
