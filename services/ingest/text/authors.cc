#include "ingest/text/authors.h"

#include <algorithm>
#include <array>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
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
  constexpr absl::string_view kOrganization[] = {
      "agency",     "newsroom",  "staff",       "editors",      "team",         "desk",
      "daily",      "news",      "press",       "media",        "inc",          "ltd",
      "company",    "bureau",    "reuters",     "xinhua",       "office",       "editorial",
      "department", "ministry",  "institute",   "university",   "committee",    "commission",
      "council",    "authority", "association", "foundation",   "society",      "administration",
      "centre",     "center",    "group",       "organization", "organisation", "services",
      "network",    "times",     "post",        "journal",      "magazine",     "school",
      "college",    "board",     "corporation", "llc",          "gmbh"};
  constexpr std::array<absl::string_view, 8> kOrganizationParts = {
      "编辑部", "編輯部", "通讯社", "通訊社", "日报", "日報", "新华社", "新華社"};
  if (NamesWord(name, kSoftware) || NamesPart(name, kSoftwareParts)) return Author::KIND_SOFTWARE;
  if (NamesWord(name, kOrganization) || NamesPart(name, kOrganizationParts)) {
    return Author::KIND_ORGANIZATION;
  }
  return Author::KIND_PERSON;
}

// "Reporter", "Senior Science Editor", "Jr.": what stands behind a name.
bool IsRole(const std::string& part) {
  constexpr absl::string_view kRoles[] = {"reporter",     "editor",   "correspondent", "writer",
                                          "columnist",    "producer", "contributor",   "journalist",
                                          "photographer", "analyst"};
  return NamesWord(part, kRoles);
}
bool IsSuffix(const std::string& part) {
  constexpr absl::string_view kSuffixes[] = {"jr", "sr", "ii", "iii", "iv", "phd", "md", "esq"};
  return !absl::StrContains(part, " ") && NamesWord(part, kSuffixes);
}

bool IsWhole(const std::string& name) { return absl::StrContains(name, " ") || IsEastAsian(name); }

// "Ann Lee and Bob Roy" is two people, "Food and Drug Administration" nobody but itself.
std::vector<std::string> SplitPeople(const std::string& names) {
  std::vector<std::string> people = absl::StrSplit(absl::StrReplaceAll(names, {{" & ", " and "}}),
                                                   " and ", absl::SkipWhitespace());
  const bool all_people = std::all_of(people.begin(), people.end(), [](const std::string& name) {
    return IsWhole(name) && KindOf(name) == Author::KIND_PERSON;
  });
  if (!all_people) return {names};
  return people;
}

// "Smith, John" is one name: parts of one word alone are not split off.
std::vector<std::string> SplitNames(const std::string& byline) {
  const std::string separated = absl::StrReplaceAll(
      byline,
      {{"、", ", "}, {"，", ", "}, {"；", ", "}, {"; ", ", "}, {", and ", ", "}, {" | ", ", "}});
  std::vector<std::string> names;
  for (const absl::string_view each : absl::StrSplit(separated, ", ", absl::SkipWhitespace())) {
    const std::string part(each);
    // "King, Jr. and Rosa Parks": the suffix belongs to the name before.
    const size_t end = part.find(' ');
    if (!names.empty() && IsSuffix(part.substr(0, end))) {
      absl::StrAppend(&names.back(), ", ", part);
    } else if (names.empty() || !IsRole(part)) {
      names.push_back(part);
    }
  }
  if (!std::all_of(names.begin(), names.end(), [](const std::string& name) {
        return IsWhole(name) || absl::StrContains(name, " and ");
      })) {
    return {byline};
  }
  std::vector<std::string> people;
  for (const std::string& name : names) {
    for (std::string& person : SplitPeople(name)) people.push_back(std::move(person));
  }
  return people;
}

bool IsAddress(absl::string_view word) {
  return absl::StrContains(word, "@") && !absl::StrContains(word, " ");
}

// The name in "a@b (Name)", "Name (a@b)", "\"Name\" <a@b>" and "a@b Name" (RFC 5322 and what
// feeds make of it); an address alone stays.
std::string WithoutAddress(const std::string& author) {
  if (!absl::StrContains(author, "@")) return author;
  std::string name;
  const size_t open = author.find('(');
  if (open != std::string::npos && author.rfind(')') > open) {
    const std::string inside = author.substr(open + 1, author.rfind(')') - open - 1);
    const std::string outside = author.substr(0, open);
    name = absl::StrContains(inside, "@") ? outside : inside;
  } else {
    std::vector<absl::string_view> words;
    for (const absl::string_view word : absl::StrSplit(author, ' ', absl::SkipEmpty())) {
      if (!IsAddress(word)) words.push_back(word);
    }
    name = absl::StrJoin(words, " ");
  }
  absl::string_view bare = absl::StripAsciiWhitespace(name);
  if (absl::ConsumePrefix(&bare, "\"")) absl::ConsumeSuffix(&bare, "\"");
  return bare.empty() ? author : std::string(bare);
}

std::string WithoutBy(std::string byline) {
  for (const absl::string_view prefix :
       {"by ", "by: ", "written by ", "posted by ", "von ", "geschrieben von ", "par ", "por ",
        "author: ", "autor: ", "text: "}) {
    if (!absl::StartsWithIgnoreCase(byline, prefix)) continue;
    // "von Karajan" is a name; "Von Anna Dunst" is none.
    if (byline.find(' ', prefix.size()) == std::string::npos && prefix.size() == 4) continue;
    byline.erase(0, prefix.size());
    break;
  }
  for (const absl::string_view prefix : {"作者：", "作者:", "文／", "文/", "记者 ", "記者 "}) {
    if (absl::StartsWith(byline, prefix)) byline.erase(0, prefix.size());
  }
  while (absl::EndsWith(byline, ",") || absl::EndsWith(byline, " ")) byline.pop_back();
  return std::string(absl::StripAsciiWhitespace(byline));
}

}  // namespace

std::vector<Author> NormaliseAuthors(const std::vector<Author>& given) {
  std::vector<Author> authors;
  std::set<std::string> known;
  for (const Author& author : given) {
    const std::string byline = WithoutBy(WithoutAddress(CollapseSpace(Nfc(author.display_name()))));
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
