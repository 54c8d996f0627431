// Keeps what callers do from filling the log.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

namespace broadsheet {

// So many lines of a kind in a second; the next one says how many were left out before.
// Thread-safe.
class LogLimit {
 public:
  explicit LogLimit(int lines_per_second) : lines_per_second_(lines_per_second) {}

  // How many lines of this kind were left out since the last; nothing where this one is
  // left out, too. There may not be many kinds: they are kept.
  std::optional<int64_t> Take(std::string_view kind, absl::Time now);

 private:
  struct Kind {
    absl::Time second = absl::InfinitePast();
    int lines = 0;
    int64_t left_out = 0;
  };

  const int lines_per_second_;
  absl::Mutex mutex_;
  std::map<std::string, Kind, std::less<>> kinds_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace broadsheet
