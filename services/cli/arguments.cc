#include "cli/arguments.h"

#include <CLI/CLI.hpp>
#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "cli/times.h"
#include "common/status.h"

namespace broadsheet::cli {

std::string ResourceName(std::string_view collection, std::string_view id) {
  const std::string prefix = absl::StrCat(std::string(collection), "/");
  const std::string text(id);
  return absl::StartsWith(text, prefix) ? text : prefix + text;
}

std::vector<std::string> CategoryNames(const std::vector<std::string>& ids) {
  std::vector<std::string> names;
  for (const std::string& id : ids) names.push_back(ResourceName("categories", id));
  return names;
}

std::string CheckTime(const std::string& text) {
  return std::string(ParsePeriod(text, absl::Now()).status().message());
}

std::string CheckDuration(const std::string& text) {
  return std::string(ParsePositiveDuration(text).status().message());
}

std::string CheckLimit(const std::string& text) {
  int number = 0;
  const bool fine = absl::SimpleAtoi(text, &number) && number >= 1 && number <= kMostLimit;
  return fine ? "" : absl::StrCat("'", text, "' is no number from 1 to ", kMostLimit);
}

std::function<std::string(const std::string&)> OneOf(const std::vector<std::string>& choices) {
  return [choices](const std::string& text) -> std::string {
    if (std::find(choices.begin(), choices.end(), text) != choices.end()) return "";
    return absl::StrCat("'", text, "' is none of ", absl::StrJoin(choices, ", "));
  };
}

void AddFilterOptions(CLI::App& command, FilterOptions& options) {
  // One value an option, so that a positional may follow.
  const auto add = [&](const char* name, std::vector<std::string>& values, const char* help,
                       const char* type) {
    command.add_option(name, values, help)->type_name(type)->allow_extra_args(false);
  };
  add("-c,--category", options.categories, "Filed under this category or a part of it (any of)",
      "SLUG");
  add("-t,--tag", options.tags, "Has this tag (any of)", "SLUG");
  add("-l,--language", options.languages, "Written in this language; zh includes zh-Hant (any of)",
      "CODE");
  add("-s,--source", options.sources, "Published by this site (any of)", "URI");
  add("-m,--mention", options.mentions, "Names this place, company or topic (all of)", "ENTITY");
  command
      .add_option("--since", options.since, "From this year, month, day or moment on, or 7d ago")
      ->type_name("TIME")
      ->check(CheckTime);
  command.add_option("--until", options.until, "To the end of this year, month, day or moment")
      ->type_name("TIME")
      ->check(CheckTime);
}

absl::StatusOr<query::v1::ArticleFilter> MakeFilter(const FilterOptions& options, absl::Time now) {
  query::v1::ArticleFilter filter;
  for (const std::string& name : CategoryNames(options.categories)) filter.add_categories(name);
  for (const std::string& tag : options.tags) filter.add_tags(tag);
  for (const std::string& language : options.languages) filter.add_language_codes(language);
  for (const std::string& source : options.sources) filter.add_source_site_uris(source);
  for (const std::string& mention : options.mentions) filter.add_mentions(mention);
  if (!options.since.empty()) {
    auto period = ParsePeriod(options.since, now);
    if (!period.ok()) return Annotate(period.status(), "--since");
    *filter.mutable_start_time() = ToProto(period->start);
  }
  if (!options.until.empty()) {
    auto period = ParsePeriod(options.until, now);
    if (!period.ok()) return Annotate(period.status(), "--until");
    *filter.mutable_end_time() = ToProto(period->end);
  }
  return filter;
}

query::v1::GetArticleRequest GetRequest(std::string_view key) {
  query::v1::GetArticleRequest request;
  const std::string text(key);
  if (absl::StartsWith(text, "articles/")) {
    request.set_name(text);
  } else if (absl::StartsWith(text, "http://") || absl::StartsWith(text, "https://")) {
    request.set_canonical_uri(text);
  } else {
    request.set_path(std::string(absl::StripSuffix(absl::StripPrefix(text, "/"), "/")));
  }
  return request;
}

}  // namespace broadsheet::cli
