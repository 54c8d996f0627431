// What callers have asked for, counted against their quotas.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "common/auth/quota.h"
#include "common/clock.h"

namespace broadsheet {

// What is asked for in a minute runs through two leaky buckets a caller, of requests and of bytes
// (the generic cell rate algorithm of ITU-T I.371): a whole minute's worth may come at once, and
// is there again as time passes. Thread-safe.
class Quotas {
 public:
  // Held as long as a stream is open.
  using OpenStream = std::shared_ptr<void>;

  // `defaults` is for those whose quota doesn't state a limit.
  explicit Quotas(const Quota& defaults = {}, const Clock& clock = *Clock::Real());

  // Whether anything limits a caller of that quota.
  bool Limits(const Quota& quota) const;

  // Counts one request of so many bytes. RESOURCE_EXHAUSTED with RetryInfo and reason
  // QUOTA_EXCEEDED where the caller has used up a limit: then nothing is counted. What is left of
  // a minute's bytes lets in one request of any length, and those after it wait the longer.
  absl::Status Take(const std::string& caller, const Quota& quota, int64_t bytes);

  // Counts a stream that opens, until the answer is gone. RESOURCE_EXHAUSTED as above. The answer
  // must not outlive this.
  absl::StatusOr<OpenStream> Open(const std::string& caller, const Quota& quota);

  // Of how many callers anything is known.
  size_t size() const;

 private:
  struct Usage {
    // When the buckets are empty.
    absl::Time requests_until = absl::InfinitePast();
    absl::Time bytes_until = absl::InfinitePast();
    int64_t open_streams = 0;
  };

  void Close(const std::string& caller);
  Usage& UsageOf(const std::string& caller, absl::Time now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const Quota defaults_;
  const Clock& clock_;
  mutable absl::Mutex mutex_;
  std::map<std::string, Usage> usage_ ABSL_GUARDED_BY(mutex_);
  // Where so many are known, those that have nothing counted any more are forgotten.
  size_t sweep_at_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace broadsheet
