#include "query/search/entity_names.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace broadsheet::query {
namespace {

void AddName(absl::string_view marked, const std::string& id, EntityNames& names) {
  absl::string_view name = absl::StripAsciiWhitespace(marked);
  absl::ConsumePrefix(&name, "?");
  const bool is_exact = absl::ConsumePrefix(&name, "=");
  const std::string text(name);
  names.Add(NameKey(text), {id, is_exact ? text : ""});
}

}  // namespace

std::string NameKey(const std::vector<Part>& parts) {
  std::string key;
  for (const Part& part : parts) {
    if (!key.empty()) key += kNameSeparator;
    key += part.text;
  }
  return key;
}

std::string NameKey(std::string_view name) {
  std::vector<Part> parts;
  ForEachUnit(name, [&](const Unit& unit) {
    parts.insert(parts.end(), unit.parts.begin(), unit.parts.end());
  });
  return NameKey(parts);
}

std::vector<std::string> NameParts(const std::string& key) {
  return absl::StrSplit(key, kNameSeparator, absl::SkipEmpty());
}

void EntityNames::Add(const std::string& key, NamedEntity entity) {
  if (key.empty()) return;
  std::vector<NamedEntity>& named = entities[key];
  if (std::find(named.begin(), named.end(), entity) != named.end()) return;
  keys[entity.id].push_back(key);
  named.push_back(std::move(entity));
  longest = std::max(longest, NameParts(key).size());
}

EntityNames ParseEntityNames(std::string_view gazetteer) {
  EntityNames names;
  const absl::string_view text(gazetteer.data(), gazetteer.size());
  for (const absl::string_view line : absl::StrSplit(text, absl::ByAnyChar("\r\n"))) {
    const std::vector<absl::string_view> columns = absl::StrSplit(line, '\t');
    // Of the kind "other" are names that are not to be taken for one.
    if (columns.size() < 3 || line[0] == '#' || columns[1] == "other") continue;
    const std::string id(columns[0]);
    for (const absl::string_view name : absl::StrSplit(columns[2], '|')) AddName(name, id, names);
  }
  return names;
}

}  // namespace broadsheet::query
