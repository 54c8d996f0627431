#include "ingest/robots.h"

#include <cstddef>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"

namespace broadsheet::ingest {
namespace {

constexpr size_t kMaxBytes = 500 << 10;

// "Broadsheet/1.0 (x)" -> "Broadsheet": what a group's name is compared by.
absl::string_view ProductToken(absl::string_view name) {
  size_t end = 0;
  while (end < name.size() &&
         (absl::ascii_isalpha(name[end]) || name[end] == '-' || name[end] == '_')) {
    ++end;
  }
  return name.substr(0, end);
}

// '*' stands for any run of characters, a last '$' for the end. Greedy with one
// step back to the last star, so that it takes no more than the product of both
// lengths.
bool Matches(std::string_view pattern, std::string_view path) {
  const bool anchored = !pattern.empty() && pattern.back() == '$';
  if (anchored) pattern.remove_suffix(1);
  size_t p = 0;
  size_t at = 0;
  size_t star = std::string_view::npos;
  size_t star_at = 0;
  while (true) {
    if (p == pattern.size() && (!anchored || at == path.size())) return true;
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      star_at = at;
    } else if (p < pattern.size() && at < path.size() && pattern[p] == path[at]) {
      ++p;
      ++at;
    } else if (star != std::string_view::npos && star_at < path.size()) {
      p = star + 1;
      at = ++star_at;
    } else {
      return false;
    }
  }
}

}  // namespace

RobotsRules RobotsRules::Parse(std::string_view text, std::string_view product) {
  RobotsRules named;
  RobotsRules general;
  bool found = false;
  bool in_named = false;
  bool in_general = false;
  bool in_heading = false;  // between the first user-agent line of a group and its rules
  absl::string_view rest(text.data(), std::min(text.size(), kMaxBytes));
  absl::ConsumePrefix(&rest, "\xEF\xBB\xBF");
  const absl::string_view wanted(product.data(), product.size());
  for (absl::string_view line : absl::StrSplit(rest, absl::ByAnyChar("\r\n"))) {
    line = line.substr(0, line.find('#'));
    const std::pair<absl::string_view, absl::string_view> parts =
        absl::StrSplit(line, absl::MaxSplits(':', 1));
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
    const bool allow = absl::EqualsIgnoreCase(key, "allow");
    if (!allow && !absl::EqualsIgnoreCase(key, "disallow")) continue;
    in_heading = false;
    if (value.empty()) continue;
    if (in_named) named.rules_.push_back({allow, std::string(value)});
    if (in_general) general.rules_.push_back({allow, std::string(value)});
  }
  return found ? named : general;
}

RobotsRules RobotsRules::DisallowAll() {
  RobotsRules rules;
  rules.rules_.push_back({false, "/"});
  return rules;
}

bool RobotsRules::Allows(std::string_view path) const {
  if (path == "/robots.txt") return true;
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
