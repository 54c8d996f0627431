// The keys that page tokens are signed with.
#pragma once

#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "query/archive.h"

namespace broadsheet::query {

// Keys that were given, or else those that all instances share in the database,
// read when they are first needed. Thread-safe.
class PageTokenKeys {
 public:
  // The archive must outlive it.
  PageTokenKeys(std::vector<std::string> given, const Archive& archive)
      : archive_(archive), keys_(std::move(given)) {}

  // At least one; the first signs.
  absl::StatusOr<std::vector<std::string>> Get(absl::Time deadline);

 private:
  const Archive& archive_;
  absl::Mutex mutex_;
  std::vector<std::string> keys_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace broadsheet::query
