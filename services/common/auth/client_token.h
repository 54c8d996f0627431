// The token that a process calls others with.
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "common/auth/watched_file.h"

namespace broadsheet {

// Read from a file, which is looked at again as WatchedFile does. Thread-safe.
class ClientToken {
 public:
  // Fails as ReadSecret() does.
  static absl::StatusOr<std::shared_ptr<ClientToken>> Open(const std::string& file);

  // "Bearer bs_…": the metadata `authorization` of a call (RFC 6750).
  std::string Authorization() const { return "Bearer " + *token_->Get(); }

 private:
  explicit ClientToken(std::unique_ptr<WatchedFile<std::string>> token)
      : token_(std::move(token)) {}

  const std::unique_ptr<WatchedFile<std::string>> token_;
};

}  // namespace broadsheet
