#include "common/auth/client_token.h"

#include <utility>

#include "common/status.h"

namespace broadsheet {

absl::StatusOr<std::shared_ptr<ClientToken>> ClientToken::Open(const std::string& file) {
  ASSIGN_OR_RETURN(auto token, WatchedFile<std::string>::Open(file, FileAccess::kSecret,
                                                              &ParseSecret, *Clock::Real()));
  return std::shared_ptr<ClientToken>(new ClientToken(std::move(token)));
}

}  // namespace broadsheet
