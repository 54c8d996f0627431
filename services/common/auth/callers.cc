#include "common/auth/callers.h"

#include <utility>

#include "absl/memory/memory.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/status.h"

namespace broadsheet {
namespace {

// RFC 7235: the name of a scheme has no case.
constexpr absl::string_view kScheme = "bearer ";

absl::Status Unauthenticated(absl::string_view message, absl::string_view reason) {
  return WithReason(absl::UnauthenticatedError(message), {reason.data(), reason.size()});
}

absl::Status TokenRequired(Role role) {
  return Unauthenticated(absl::StrCat("this takes the role ", RoleName(role),
                                      ", and came without a token: send the metadata "
                                      "'authorization: Bearer TOKEN'"),
                         "TOKEN_REQUIRED");
}

absl::Status RoleRequired(const TokenEntry& caller, Role role) {
  const std::string message = absl::StrCat("this takes the role ", RoleName(role), "; ",
                                           caller.name, " has the role ", RoleName(caller.role));
  return WithReason(absl::PermissionDeniedError(message), "ROLE_REQUIRED",
                    {{"role", RoleName(role)}});
}

}  // namespace

absl::StatusOr<Callers::Tokens> Callers::Parse(const std::string& text) {
  ASSIGN_OR_RETURN(std::vector<TokenEntry> entries, ParseTokenList(text));
  Tokens tokens;
  for (TokenEntry& entry : entries) tokens.emplace(entry.digest, std::move(entry));
  return tokens;
}

absl::StatusOr<std::unique_ptr<Callers>> Callers::Make(const Options& options, const Clock& clock) {
  ASSIGN_OR_RETURN(auto tokens, WatchedFile<Tokens>::Open(options.tokens_file, FileAccess::kAnybody,
                                                          &Parse, clock));
  return absl::WrapUnique(new Callers(std::move(tokens), options.anonymous_reading, clock));
}

absl::StatusOr<Caller> Callers::Admit(std::optional<std::string_view> authorization,
                                      Role role) const {
  if (!authorization) {
    if (anonymous_reading_ && role == auth::v1::ROLE_READER) return Caller();
    return TokenRequired(role);
  }
  absl::string_view token(authorization->data(), authorization->size());
  if (!absl::StartsWithIgnoreCase(token, kScheme)) {
    return Unauthenticated("'authorization' is not 'Bearer TOKEN'", "TOKEN_MALFORMED");
  }
  token.remove_prefix(kScheme.size());
  const std::shared_ptr<const Tokens> tokens = tokens_->Get();
  const auto found = tokens->find(TokenDigest({token.data(), token.size()}));
  if (found == tokens->end()) return Unauthenticated("the token is not known", "TOKEN_UNKNOWN");
  const TokenEntry& caller = found->second;
  if (caller.expire_time <= clock_.Now()) {
    return Unauthenticated(absl::StrCat("the token of ", caller.name, " has expired"),
                           "TOKEN_EXPIRED");
  }
  if (caller.role < role) return RoleRequired(caller, role);
  return Caller{caller.name, caller.quota};
}

}  // namespace broadsheet
