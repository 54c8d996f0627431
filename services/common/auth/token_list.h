// The tokens by which callers are known: a file, one token a line, which holds no secret.
//
//   # name  role    digest        expires               quota
//   ci      writer  sha256:3f2a…  2027-01-31T00:00:00Z  requests=600 bytes=10000000 streams=4
//   desk    editor  sha256:09bc…  never
//
// What a quota doesn't state (quota.h) is as the service has it for all.
//
// A token is sent as a bearer token (RFC 6750). It is 32 random bytes, so that its SHA-256 tells
// nothing of it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/auth/quota.h"
#include "common/auth/role.h"

namespace broadsheet {

// One line of the file.
struct TokenEntry {
  // Whose it is: 1 to 64 lower-case letters, digits, '-', '_' and '.'. No two lines have the same.
  std::string name;
  Role role = auth::v1::ROLE_READER;
  // "sha256:" and 64 hex digits.
  std::string digest;
  // From when on it is refused; InfiniteFuture() for never.
  absl::Time expire_time = absl::InfiniteFuture();
  Quota quota = {};
};

// A new token: "bs_" and 43 characters of base64url. Thread-safe.
std::string NewToken();

// What TokenEntry::digest is of `token`.
std::string TokenDigest(std::string_view token);

// INVALID_ARGUMENT where it can't be the name of a token.
absl::Status CheckTokenName(std::string_view name);

// INVALID_ARGUMENT names the line that makes no sense, or has a name or digest of one before.
absl::StatusOr<std::vector<TokenEntry>> ParseTokenList(std::string_view text);

// The file that is parsed as `entries`, with a line that says what stands where.
std::string FormatTokenList(const std::vector<TokenEntry>& entries);

}  // namespace broadsheet
