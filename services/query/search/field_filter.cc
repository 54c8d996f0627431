#include "query/search/field_filter.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "query/terms.h"

namespace broadsheet::query {
namespace {

std::optional<absl::Time> ParseDay(const std::string& value) {
  for (const char* form : {"%Y-%m-%d", "%Y-%m", "%Y"}) {
    absl::Time time;
    if (absl::ParseTime(form, value, &time, nullptr)) return time;
  }
  return std::nullopt;
}

// The site at a host, however it is reached.
void AddSites(const std::string& value, v1::ArticleFilter& filter) {
  if (value.find("://") != std::string::npos) {
    filter.add_source_site_uris(value.back() == '/' ? value : value + "/");
    return;
  }
  for (const char* start : {"https://", "http://", "https://www.", "http://www."}) {
    filter.add_source_site_uris(absl::StrCat(start, value, "/"));
  }
}

// The entities that have the name; else the one with that id.
void AddMentions(const std::string& value, const EntityNames& names, Filter& filter) {
  std::vector<std::string> any;
  if (const auto named = names.entities.find(NameKey(value)); named != names.entities.end()) {
    for (const NamedEntity& entity : named->second) any.push_back(MentionTerm(entity.id));
  } else {
    any.push_back(MentionTerm(value));
  }
  filter.any_of.push_back(std::move(any));
}

}  // namespace

std::optional<Filter> FieldFilter(const std::string& field, const std::string& value,
                                  const SearchSnapshot& snapshot) {
  Filter filter;
  if (field == "before" || field == "after") {
    const std::optional<absl::Time> time = ParseDay(value);
    if (!time.has_value()) return std::nullopt;
    (field == "before" ? filter.end_time : filter.start_time) = *time;
    return filter;
  }
  if (field == "mention") {
    AddMentions(value, snapshot.vocabulary->names, filter);
    return filter;
  }
  const std::string lower = absl::AsciiStrToLower(value);
  v1::ArticleFilter named;
  if (field == "category") named.add_categories(absl::StrCat("categories/", lower));
  if (field == "tag") named.add_tags(lower);
  if (field == "lang") named.add_language_codes(lower);
  if (field == "source") AddSites(lower, named);
  absl::StatusOr<Filter> parsed = ParseFilter(named);
  if (!parsed.ok()) return std::nullopt;
  return WithDescendants(*std::move(parsed), snapshot.tree);
}

}  // namespace broadsheet::query
