#include "common/http/target.h"

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_split.h"

namespace broadsheet::http {
namespace {

bool IsHex(char c) { return absl::ascii_isxdigit(static_cast<unsigned char>(c)); }

std::string Decode(absl::string_view text, bool plus_is_space) {
  std::string decoded;
  decoded.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() && IsHex(text[i + 1]) && IsHex(text[i + 2])) {
      decoded += absl::HexStringToBytes(text.substr(i + 1, 2));
      i += 2;
    } else {
      decoded.push_back(plus_is_space && text[i] == '+' ? ' ' : text[i]);
    }
  }
  return decoded;
}

// Takes "http://authority" off the front of `text`, and answers the authority.
std::optional<std::string> TakeAuthority(absl::string_view* text) {
  const size_t scheme = text->find("://");
  if (scheme == absl::string_view::npos) return std::nullopt;
  const absl::string_view name = text->substr(0, scheme);
  if (!absl::EqualsIgnoreCase(name, "http") && !absl::EqualsIgnoreCase(name, "https")) {
    return std::nullopt;
  }
  text->remove_prefix(scheme + 3);
  const absl::string_view authority = text->substr(0, text->find_first_of("/?#"));
  text->remove_prefix(authority.size());
  return std::string(authority);
}

}  // namespace

std::optional<Target> ParseTarget(std::string_view whole) {
  absl::string_view text(whole.data(), whole.size());
  Target target;
  if (!absl::StartsWith(text, "/") && text != "*") {
    std::optional<std::string> authority = TakeAuthority(&text);
    if (!authority || authority->empty()) return std::nullopt;
    target.authority = *std::move(authority);
  }
  text = text.substr(0, text.find('#'));
  const std::pair<absl::string_view, absl::string_view> halves =
      absl::StrSplit(text, absl::MaxSplits('?', 1));
  target.path = halves.first.empty() ? "/" : Decode(halves.first, false);
  for (absl::string_view pair : absl::StrSplit(halves.second, '&', absl::SkipEmpty())) {
    const std::pair<absl::string_view, absl::string_view> parameter =
        absl::StrSplit(pair, absl::MaxSplits('=', 1));
    if (parameter.first.empty()) continue;
    target.parameters.emplace(Decode(parameter.first, true), Decode(parameter.second, true));
  }
  return target;
}

}  // namespace broadsheet::http
