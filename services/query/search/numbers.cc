#include "query/search/numbers.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace broadsheet::query {
namespace {

constexpr size_t kThousand = 3;

enum class Separator { kNone, kPoint, kComma, kSpace };

// What of a number stands between two separators.
struct Group {
  // Before it; none before the first.
  Separator separator;
  std::string_view digits;
};

std::string_view TakeDigits(std::string_view& text) {
  const auto end =
      std::find_if(text.begin(), text.end(), [](char c) { return c < '0' || c > '9'; });
  const auto length = static_cast<size_t>(end - text.begin());
  const std::string_view digits = text.substr(0, length);
  text.remove_prefix(length);
  return digits;
}

// The separator before more digits; moves `text` behind it.
Separator TakeSeparator(std::string_view& text) {
  constexpr std::pair<std::string_view, Separator> kSeparators[] = {
      {".", Separator::kPoint},     {",", Separator::kComma},      {"'", Separator::kSpace},
      {"’", Separator::kSpace},     {"\u00A0", Separator::kSpace}, {"\u2009", Separator::kSpace},
      {"\u202F", Separator::kSpace}};
  for (const auto& [sign, separator] : kSeparators) {
    if (text.substr(0, sign.size()) != sign || text.size() == sign.size()) continue;
    const char behind = text[sign.size()];
    if (behind < '0' || behind > '9') continue;
    text.remove_prefix(sign.size());
    return separator;
  }
  return Separator::kNone;
}

// Whether `separator` goes on with the number that `groups` are of, before `digits`.
bool Continues(const std::vector<Group>& groups, Separator separator, std::string_view digits) {
  const Separator last = groups.back().separator;
  const bool thousands_before =
      groups.front().digits.size() <= kThousand &&
      std::all_of(groups.begin() + 1, groups.end(), [&](const Group& group) {
        return group.digits.size() == kThousand && group.separator == last;
      });
  const bool thousand = thousands_before && digits.size() == kThousand;
  switch (separator) {
    case Separator::kPoint:
      return true;
    case Separator::kSpace:
      return thousand && (last == Separator::kNone || last == separator);
    case Separator::kComma:
      if (last == Separator::kComma) return thousand;
      return last == Separator::kNone || thousands_before;
    case Separator::kNone:
      return false;
  }
  return false;
}

// Whether the separator before `groups[i]` is the one before decimals.
bool IsDecimal(const std::vector<Group>& groups, size_t i) {
  const Separator separator = groups[i].separator;
  if (separator == Separator::kSpace || i + 1 != groups.size()) return false;
  // "1,304" are thousands; "1.304" may be either.
  if (i == 1) return separator == Separator::kPoint || groups[i].digits.size() != kThousand;
  return separator != groups[i - 1].separator;
}

bool AreThousands(const std::vector<Group>& groups, size_t end) {
  return groups[0].digits.size() <= kThousand &&
         std::all_of(groups.begin() + 1, groups.begin() + static_cast<ptrdiff_t>(end),
                     [](const Group& group) { return group.digits.size() == kThousand; });
}

}  // namespace

Number ParseNumber(std::string_view text) {
  const size_t length = text.size();
  std::vector<Group> groups = {{Separator::kNone, TakeDigits(text)}};
  Number number;
  if (groups[0].digits.empty()) return number;
  while (true) {
    std::string_view rest = text;
    const Separator separator = TakeSeparator(rest);
    const std::string_view digits = TakeDigits(rest);
    if (separator == Separator::kNone || !Continues(groups, separator, digits)) break;
    groups.push_back({separator, digits});
    text = rest;
  }
  number.length = length - text.size();
  const size_t last = groups.size() - 1;
  const bool has_decimals = last > 0 && IsDecimal(groups, last);
  const bool plain = AreThousands(groups, has_decimals ? last : groups.size());
  for (size_t i = 0; i < groups.size(); ++i) {
    const bool keeps_point = i > 0 && (!plain || (has_decimals && i == last));
    if (keeps_point) number.text += '.';
    number.text += groups[i].digits;
  }
  return number;
}

}  // namespace broadsheet::query
