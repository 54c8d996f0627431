#include "common/auth/token_list.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "common/sha256.h"
#include "common/status.h"
#include "common/uuid.h"

namespace broadsheet {
namespace {

constexpr char kTokenPrefix[] = "bs_";
constexpr size_t kTokenBytes = 32;
constexpr absl::string_view kDigestPrefix = "sha256:";
constexpr size_t kDigestDigits = 64;
constexpr size_t kMaxNameBytes = 64;
constexpr char kNever[] = "never";

bool IsDigest(absl::string_view text) {
  return absl::ConsumePrefix(&text, kDigestPrefix) && text.size() == kDigestDigits &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return absl::ascii_isdigit(c) || (c >= 'a' && c <= 'f'); });
}

std::string TimeText(absl::Time time) {
  return time == absl::InfiniteFuture()
             ? kNever
             : absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", time, absl::UTCTimeZone());
}

absl::StatusOr<TokenEntry> ParseLine(absl::string_view line) {
  const std::vector<std::string> fields =
      absl::StrSplit(line, absl::ByAnyChar(" \t"), absl::SkipEmpty());
  if (fields.size() < 4) {
    return absl::InvalidArgumentError("is not of four fields: name, role, digest, expiry");
  }
  TokenEntry entry{fields[0]};
  RETURN_IF_ERROR(CheckTokenName(entry.name));
  const std::optional<Role> role = ParseRole(fields[1]);
  if (!role) return absl::InvalidArgumentError(absl::StrCat("'", fields[1], "' is no role"));
  entry.role = *role;
  entry.digest = fields[2];
  // Whatever stands there instead may be a secret.
  if (!IsDigest(entry.digest)) return absl::InvalidArgumentError("the third field is no digest");
  std::string error;
  if (fields[3] != kNever &&
      !absl::ParseTime(absl::RFC3339_full, fields[3], &entry.expire_time, &error)) {
    return absl::InvalidArgumentError(
        absl::StrCat("'", fields[3], "' is no time of RFC 3339, nor '", kNever, "'"));
  }
  for (size_t i = 4; i < fields.size(); ++i) {
    RETURN_IF_ERROR(AddQuotaField(fields[i], &entry.quota));
  }
  return entry;
}

}  // namespace

std::string NewToken() {
  return absl::StrCat(kTokenPrefix, absl::WebSafeBase64Escape(RandomBytes(kTokenBytes)));
}

std::string TokenDigest(std::string_view token) {
  return absl::StrCat(kDigestPrefix, absl::BytesToHexString(Sha256(token)));
}

absl::Status CheckTokenName(std::string_view name) {
  const bool is_name =
      !name.empty() && name.size() <= kMaxNameBytes &&
      std::all_of(name.begin(), name.end(), [](char c) {
        return absl::ascii_islower(c) || absl::ascii_isdigit(c) || c == '-' || c == '_' || c == '.';
      });
  if (is_name) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("'", absl::CHexEscape(std::string(name.substr(0, kMaxNameBytes))),
                   "' is no name for a token: 1 to ", kMaxNameBytes,
                   " lower-case letters, digits, '-', '_' and '.'"));
}

absl::StatusOr<std::vector<TokenEntry>> ParseTokenList(std::string_view text) {
  std::vector<TokenEntry> entries;
  std::set<std::string> names;
  std::set<std::string> digests;
  int number = 0;
  for (absl::string_view line : absl::StrSplit(absl::string_view(text.data(), text.size()), '\n')) {
    ++number;
    line = absl::StripAsciiWhitespace(line);
    if (line.empty() || line.front() == '#') continue;
    absl::StatusOr<TokenEntry> entry = ParseLine(line);
    if (entry.ok() && !names.insert(entry->name).second) {
      entry = absl::InvalidArgumentError(absl::StrCat("'", entry->name, "' is there already"));
    } else if (entry.ok() && !digests.insert(entry->digest).second) {
      entry = absl::InvalidArgumentError("another name has the same token");
    }
    if (!entry.ok()) return Annotate(entry.status(), absl::StrCat("line ", number));
    entries.push_back(*std::move(entry));
  }
  return entries;
}

std::string FormatTokenList(const std::vector<TokenEntry>& entries) {
  std::string text = "# name role digest expires quota\n";
  for (const TokenEntry& entry : entries) {
    absl::StrAppend(&text, entry.name, " ", RoleName(entry.role), " ", entry.digest, " ",
                    TimeText(entry.expire_time), entry.quota == Quota() ? "" : " ",
                    QuotaText(entry.quota), "\n");
  }
  return text;
}

}  // namespace broadsheet
