#include "ingest/fetch/robots.h"

#include <cstddef>
#include <cstring>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"

namespace broadsheet::ingest {
namespace {

constexpr size_t kMaxBytes = 500 << 10;
constexpr size_t kMostSitemaps = 10;

// The form in which paths and rules are compared (RFC 9309, 2.2.2): percent-encodings of
// unreserved characters undone, all others in upper case, and what is no ASCII encoded.
std::string NormalForm(std::string_view text) {
  std::string result;
  for (size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c >= 0x80) {
      absl::StrAppend(&result, "%", absl::AsciiStrToUpper(absl::StrCat(absl::Hex(c))));
      continue;
    }
    const bool encoded = c == '%' && i + 2 < text.size() && absl::ascii_isxdigit(text[i + 1]) &&
                         absl::ascii_isxdigit(text[i + 2]);
    if (!encoded) {
      result += static_cast<char>(c);
      continue;
    }
    const char value = absl::HexStringToBytes(std::string(text.substr(i + 1, 2)))[0];
    if (absl::ascii_isalnum(value) || value == '-' || value == '.' || value == '_' ||
        value == '~') {
      result += value;
    } else {
      absl::StrAppend(&result, "%", absl::AsciiStrToUpper(std::string(text.substr(i + 1, 2))));
    }
    i += 2;
  }
  return result;
}

// "Broadsheet/1.0 (x)" -> "Broadsheet": what a group's name is compared by.
absl::string_view ProductToken(absl::string_view name) {
  size_t end = 0;
  while (end < name.size() &&
         (absl::ascii_isalpha(name[end]) || name[end] == '-' || name[end] == '_')) {
    ++end;
  }
  return name.substr(0, end);
}

// Takes all up to and with the first `part` off `path`; whether there is one. As
// find() does, but in linear time.
bool SkipPast(std::string_view part, std::string_view& path) {
  if (part.empty()) return true;
  const void* found = memmem(path.data(), path.size(), part.data(), part.size());
  if (found == nullptr) return false;
  path.remove_prefix(static_cast<const char*>(found) - path.data() + part.size());
  return true;
}

// '*' stands for any run of characters, a last '$' for the end. Of each part
// between stars the first place is as good as any, so that it takes no more than
// the sum of both lengths.
bool Matches(std::string_view pattern, std::string_view path) {
  const bool anchored = !pattern.empty() && pattern.back() == '$';
  if (anchored) pattern.remove_suffix(1);
  const size_t first_star = pattern.find('*');
  const std::string_view prefix = pattern.substr(0, first_star);
  if (!path.starts_with(prefix)) return false;
  path.remove_prefix(prefix.size());
  if (first_star == std::string_view::npos) return !anchored || path.empty();
  pattern.remove_prefix(first_star + 1);
  for (size_t star = pattern.find('*'); star != std::string_view::npos; star = pattern.find('*')) {
    if (!SkipPast(pattern.substr(0, star), path)) return false;
    pattern.remove_prefix(star + 1);
  }
  return anchored ? path.ends_with(pattern) : SkipPast(pattern, path);
}

}  // namespace

RobotsRules RobotsRules::Parse(std::string_view text, std::string_view product) {
  RobotsRules named;
  RobotsRules general;
  std::vector<std::string> sitemaps;
  bool found = false;
  bool in_named = false;
  bool in_general = false;
  bool in_heading = false;  // between the first user-agent line of a group and its rules
  absl::string_view rest(text.data(), std::min(text.size(), kMaxBytes));
  absl::ConsumePrefix(&rest, "\xEF\xBB\xBF");
  const absl::string_view wanted(product.data(), product.size());
  for (absl::string_view line : absl::StrSplit(rest, absl::ByAnyChar("\r\n"))) {
    line = line.substr(0, line.find('#'));
    // Some forget the colon.
    const bool colon = absl::StrContains(line, ":");
    line = absl::StripAsciiWhitespace(line);
    const std::pair<absl::string_view, absl::string_view> parts =
        absl::StrSplit(line, absl::MaxSplits(absl::ByAnyChar(colon ? ":" : " \t"), 1));
    const absl::string_view key = absl::StripAsciiWhitespace(parts.first);
    const absl::string_view value = absl::StripAsciiWhitespace(parts.second);
    if (absl::EqualsIgnoreCase(key, "user-agent")) {
      if (!in_heading) in_named = in_general = false;
      in_heading = true;
      in_general = in_general || value == "*";
      in_named = in_named || absl::EqualsIgnoreCase(ProductToken(value), wanted);
      found = found || in_named;
      continue;
    }
    if (absl::EqualsIgnoreCase(key, "sitemap") && sitemaps.size() < kMostSitemaps) {
      sitemaps.emplace_back(value);
    }
    const bool allow = absl::EqualsIgnoreCase(key, "allow");
    if (!allow && !absl::EqualsIgnoreCase(key, "disallow")) continue;
    in_heading = false;
    if (value.empty()) continue;
    const std::string pattern = NormalForm({value.data(), value.size()});
    if (in_named) named.rules_.push_back({allow, pattern});
    if (in_general) general.rules_.push_back({allow, pattern});
  }
  RobotsRules& rules = found ? named : general;
  rules.sitemaps_ = std::move(sitemaps);
  return std::move(rules);
}

RobotsRules RobotsRules::DisallowAll() {
  RobotsRules rules;
  rules.rules_.push_back({false, "/"});
  return rules;
}

bool RobotsRules::Allows(std::string_view asked) const {
  if (asked == "/robots.txt") return true;
  const std::string path = NormalForm(asked);
  bool allowed = true;
  size_t longest = 0;
  for (const Rule& rule : rules_) {
    if (rule.pattern.size() < longest || !Matches(rule.pattern, path)) continue;
    allowed = rule.pattern.size() > longest ? rule.allow : allowed || rule.allow;
    longest = rule.pattern.size();
  }
  return allowed;
}

}  // namespace broadsheet::ingest
