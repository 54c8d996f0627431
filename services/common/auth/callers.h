// Who calls a server, and whether they may.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "common/auth/quota.h"
#include "common/auth/role.h"
#include "common/auth/token_list.h"
#include "common/auth/watched_file.h"
#include "common/clock.h"

namespace broadsheet {

// What a call came with.
struct Credentials {
  // The metadata `authorization`: "Bearer bs_…".
  std::optional<std::string_view> authorization;
  // What the peer is called in the certificate that it has shown.
  std::vector<std::string> peer_names = {};
};

struct Caller {
  // Empty for who needs none.
  std::string name;
  Quota quota;
};

// Knows callers by their tokens, and their machines by their certificates. Thread-safe.
class Callers {
 public:
  struct Options {
    // As token_list.h describes it; looked at again as WatchedFile does. Empty: no token is asked
    // for, and any role had.
    std::string tokens_file;
    // Whether those without a token are readers.
    bool anonymous_reading = false;
    // Who may call at all, by the names in its certificate. Empty: whoever could connect.
    std::vector<std::string> allowed_peers = {};
  };

  // Fails as reading the list does.
  static absl::StatusOr<std::unique_ptr<Callers>> Make(const Options& options,
                                                       const Clock& clock = *Clock::Real());

  // Who calls what takes `role`: by the token, or where none is asked for, by the name of an
  // allowed peer if a token could have it. PERMISSION_DENIED with reason
  // PEER_NOT_ALLOWED or ROLE_REQUIRED; UNAUTHENTICATED with reason TOKEN_REQUIRED, TOKEN_MALFORMED,
  // TOKEN_UNKNOWN or TOKEN_EXPIRED. No error tells anything of the token.
  absl::StatusOr<Caller> Admit(const Credentials& credentials, Role role) const;

 private:
  // By digest.
  using Tokens = std::map<std::string, TokenEntry, std::less<>>;

  Callers(Options options, std::unique_ptr<WatchedFile<Tokens>> tokens, const Clock& clock)
      : options_(std::move(options)), tokens_(std::move(tokens)), clock_(clock) {}

  static absl::StatusOr<Tokens> Parse(const std::string& text);

  // Which of its names lets the peer in; empty where any does.
  absl::StatusOr<std::string> AdmitPeer(const std::vector<std::string>& names) const;
  absl::StatusOr<Caller> AdmitToken(std::optional<std::string_view> authorization, Role role) const;

  const Options options_;
  // Null where none are asked for.
  const std::unique_ptr<WatchedFile<Tokens>> tokens_;
  const Clock& clock_;
};

}  // namespace broadsheet
