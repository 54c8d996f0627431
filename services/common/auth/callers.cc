#include "common/auth/callers.h"

#include <algorithm>
#include <utility>

#include "absl/memory/memory.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
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

absl::Status PeerNotAllowed(const std::vector<std::string>& names) {
  const std::string message =
      absl::StrCat("the certificate is of ", names.empty() ? "nobody" : absl::StrJoin(names, ", "),
                   ": that is none of those who may call this service");
  return WithReason(absl::PermissionDeniedError(message), "PEER_NOT_ALLOWED");
}

}  // namespace

absl::StatusOr<Callers::Tokens> Callers::Parse(const std::string& text) {
  ASSIGN_OR_RETURN(std::vector<TokenEntry> entries, ParseTokenList(text));
  Tokens tokens;
  for (TokenEntry& entry : entries) tokens.emplace(entry.digest, std::move(entry));
  return tokens;
}

absl::StatusOr<std::unique_ptr<Callers>> Callers::Make(const Options& options, const Clock& clock) {
  std::unique_ptr<WatchedFile<Tokens>> tokens;
  if (!options.tokens_file.empty()) {
    ASSIGN_OR_RETURN(tokens, WatchedFile<Tokens>::Open(options.tokens_file, FileAccess::kAnybody,
                                                       &Parse, clock));
  }
  return absl::WrapUnique(new Callers(options, std::move(tokens), clock));
}

absl::StatusOr<Caller> Callers::Admit(const Credentials& credentials, Role role) const {
  ASSIGN_OR_RETURN(std::string peer, AdmitPeer(credentials.peer_names));
  if (tokens_ != nullptr) return AdmitToken(credentials.authorization, role);
  return Caller{CheckTokenName(peer).ok() ? peer : ""};
}

absl::StatusOr<std::string> Callers::AdmitPeer(const std::vector<std::string>& names) const {
  const std::vector<std::string>& allowed = options_.allowed_peers;
  if (allowed.empty()) return "";
  const auto found = std::find_first_of(names.begin(), names.end(), allowed.begin(), allowed.end());
  if (found == names.end()) return PeerNotAllowed(names);
  return *found;
}

absl::StatusOr<Caller> Callers::AdmitToken(std::optional<std::string_view> authorization,
                                           Role role) const {
  if (!authorization) {
    if (options_.anonymous_reading && role == auth::v1::ROLE_READER) return Caller();
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
