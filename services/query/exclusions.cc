#include "query/exclusions.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace broadsheet::query {
namespace {

// Takes the next word or phrase, with its sign, off `text`; empty at the end.
std::string_view TakePart(std::string_view& text) {
  while (!text.empty() && absl::ascii_isspace(text.front())) text.remove_prefix(1);
  bool quoted = false;
  size_t end = 0;
  while (end < text.size() && (quoted || !absl::ascii_isspace(text[end]))) {
    if (text[end] == '"') quoted = !quoted;
    ++end;
  }
  const std::string_view part = text.substr(0, end);
  text.remove_prefix(end);
  return part;
}

}  // namespace

WantedAndExcluded DivideQuery(std::string_view text) {
  WantedAndExcluded divided;
  bool negated = false;
  for (std::string_view part = TakePart(text); !part.empty(); part = TakePart(text)) {
    if (part == "NOT") {
      negated = true;
      continue;
    }
    const size_t signs = std::min(part.find_first_not_of('-'), part.size());
    const std::string word(part.substr(signs));
    if (word.empty()) continue;
    if (signs > 0 || negated) {
      divided.excluded.push_back(word);
    } else {
      absl::StrAppend(&divided.wanted, divided.wanted.empty() ? "" : " ", word);
    }
    negated = false;
  }
  return divided;
}

}  // namespace broadsheet::query
