#include "common/log_limit.h"

#include <utility>

namespace broadsheet {

std::optional<int64_t> LogLimit::Take(std::string_view name, absl::Time now) {
  absl::MutexLock lock(&mutex_);
  auto found = kinds_.find(name);
  if (found == kinds_.end()) found = kinds_.emplace(name, Kind()).first;
  Kind& kind = found->second;
  if (now - kind.second >= absl::Seconds(1)) {
    kind.second = now;
    kind.lines = 0;
  }
  if (kind.lines == lines_per_second_) {
    ++kind.left_out;
    return std::nullopt;
  }
  ++kind.lines;
  return std::exchange(kind.left_out, 0);
}

}  // namespace broadsheet
