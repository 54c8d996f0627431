#include "ingest/text/authors.h"

#include <algorithm>
#include <array>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "ingest/text/text.h"

namespace broadsheet::ingest {
namespace {

using article::v1::Author;

bool NamesWord(const std::string& name, absl::Span<const absl::string_view> words) {
  for (const absl::string_view word :
       absl::StrSplit(name, absl::ByAnyChar(" ()[]-,./"), absl::SkipEmpty())) {
    for (const absl::string_view wanted : words) {
      if (absl::EqualsIgnoreCase(word, wanted)) return true;
    }
  }
  return false;
}

bool NamesPart(const std::string& name, absl::Span<const absl::string_view> parts) {
  for (const absl::string_view part : parts) {
    if (absl::StrContains(name, part)) return true;
  }
  return false;
}

Author::Kind KindOf(const std::string& name) {
  constexpr std::array<absl::string_view, 9> kSoftware = {"bot",       "robot",   "automated",
                                                          "automatic", "ai",      "software",
                                                          "algorithm", "program", "newswriter"};
  constexpr std::array<absl::string_view, 4> kSoftwareParts = {"机器人", "機器人", "自动写作",
                                                               "自動寫作"};
  constexpr std::array<absl::string_view, 18> kOrganization = {
      "agency",  "newsroom", "staff",   "editors", "team",   "desk",
      "daily",   "news",     "press",   "media",   "inc",    "ltd",
      "company", "bureau",   "reuters", "xinhua",  "office", "editorial"};
  constexpr std::array<absl::string_view, 8> kOrganizationParts = {
      "编辑部", "編輯部", "通讯社", "通訊社", "日报", "日報", "新华社", "新華社"};
  if (NamesWord(name, kSoftware) || NamesPart(name, kSoftwareParts)) return Author::KIND_SOFTWARE;
  if (NamesWord(name, kOrganization) || NamesPart(name, kOrganizationParts)) {
    return Author::KIND_ORGANIZATION;
  }
  return Author::KIND_PERSON;
}

// "Smith, John" is one name: parts of one word alone are not split off.
std::vector<std::string> SplitNames(const std::string& byline) {
  const std::string separated = absl::StrReplaceAll(
      byline, {{" and ", ", "}, {" & ", ", "}, {"、", ", "}, {"；", ", "}, {"; ", ", "}});
  std::vector<std::string> names = absl::StrSplit(separated, ", ", absl::SkipWhitespace());
  const bool all_whole = std::all_of(names.begin(), names.end(), [](const std::string& name) {
    return absl::StrContains(name, " ") || IsEastAsian(name);
  });
  if (!all_whole) return {byline};
  return names;
}

std::string WithoutBy(std::string byline) {
  if (absl::StartsWithIgnoreCase(byline, "by ")) byline.erase(0, 3);
  for (const absl::string_view prefix : {"作者：", "作者:", "文／", "文/", "记者 ", "記者 "}) {
    if (absl::StartsWith(byline, prefix)) byline.erase(0, prefix.size());
  }
  return std::string(absl::StripAsciiWhitespace(byline));
}

}  // namespace

std::vector<Author> NormaliseAuthors(const std::vector<Author>& given) {
  std::vector<Author> authors;
  std::set<std::string> known;
  for (const Author& author : given) {
    const std::string byline = WithoutBy(CollapseSpace(Nfc(author.display_name())));
    for (const std::string& name : SplitNames(byline)) {
      if (name.empty() || !known.insert(name).second) continue;
      Author& added = authors.emplace_back();
      added.set_display_name(name);
      // A program is called a person by software that knows nothing else.
      const Author::Kind kind = KindOf(name);
      const bool said = author.kind() != Author::KIND_UNSPECIFIED;
      added.set_kind(
          said && !(author.kind() == Author::KIND_PERSON && kind == Author::KIND_SOFTWARE)
              ? author.kind()
              : kind);
    }
  }
  return authors;
}

}  // namespace broadsheet::ingest
