// Who calls a server, and whether they may.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "common/auth/quota.h"
#include "common/auth/role.h"
#include "common/auth/token_list.h"
#include "common/auth/watched_file.h"
#include "common/clock.h"

namespace broadsheet {

struct Caller {
  // Empty for who sends no token.
  std::string name;
  Quota quota;
};

// Knows callers by their tokens. Thread-safe.
class Callers {
 public:
  struct Options {
    // As token_list.h describes it; looked at again as WatchedFile does.
    std::string tokens_file;
    // Whether those without a token are readers.
    bool anonymous_reading = false;
  };

  // Fails as reading the list does.
  static absl::StatusOr<std::unique_ptr<Callers>> Make(const Options& options,
                                                       const Clock& clock = *Clock::Real());

  // Who sends `authorization` ("Bearer bs_…"), or nothing, to call what takes `role`.
  // UNAUTHENTICATED with reason TOKEN_REQUIRED, TOKEN_MALFORMED,
  // TOKEN_UNKNOWN or TOKEN_EXPIRED; PERMISSION_DENIED with reason ROLE_REQUIRED. No error tells
  // anything of the token.
  absl::StatusOr<Caller> Admit(std::optional<std::string_view> authorization, Role role) const;

 private:
  // By digest.
  using Tokens = std::map<std::string, TokenEntry, std::less<>>;

  Callers(std::unique_ptr<WatchedFile<Tokens>> tokens, bool anonymous_reading, const Clock& clock)
      : tokens_(std::move(tokens)), anonymous_reading_(anonymous_reading), clock_(clock) {}

  static absl::StatusOr<Tokens> Parse(const std::string& text);

  const std::unique_ptr<WatchedFile<Tokens>> tokens_;
  const bool anonymous_reading_;
  const Clock& clock_;
};

}  // namespace broadsheet
