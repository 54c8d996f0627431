#include "query/page_token_keys.h"

#include "common/status.h"

namespace broadsheet::query {

absl::StatusOr<std::vector<std::string>> PageTokenKeys::Get(absl::Time deadline) {
  {
    absl::MutexLock lock(&mutex_);
    if (!keys_.empty()) return keys_;
  }
  ASSIGN_OR_RETURN(std::vector<std::string> keys, archive_.PageTokenKeys(deadline));
  absl::MutexLock lock(&mutex_);
  keys_ = keys;
  return keys;
}

}  // namespace broadsheet::query
