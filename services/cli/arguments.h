// What people write on the command line, as the contract's values.
//
// All functions are thread-safe.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "broadsheet/query/v1/query_service.pb.h"

namespace CLI {
class App;
}

namespace broadsheet::cli {

// "categories/tech" for "tech" and for itself; so with "feeds", "rejects".
std::string ResourceName(std::string_view collection, std::string_view id);

// Names of the categories that the options mean.
std::vector<std::string> CategoryNames(const std::vector<std::string>& ids);

// Most that --limit takes.
inline constexpr int kMostLimit = 1'000'000'000;

// A check for options that take a time (ParsePeriod) or a duration
// (ParsePositiveDuration): empty if `text` is one, the error otherwise.
std::string CheckTime(const std::string& text);
std::string CheckDuration(const std::string& text);

// A check for options that take a number from 1 to kMostLimit, likewise.
std::string CheckLimit(const std::string& text);

// A check for what takes one of `choices`, likewise.
std::function<std::string(const std::string&)> OneOf(const std::vector<std::string>& choices);

// The options that narrow down a list.
struct FilterOptions {
  std::vector<std::string> categories;
  std::vector<std::string> tags;
  std::vector<std::string> languages;
  std::vector<std::string> sources;
  std::vector<std::string> mentions;
  std::string since;
  std::string until;
};

// Adds the options to a command; `options` must live until it is parsed.
void AddFilterOptions(CLI::App& command, FilterOptions& options);

// INVALID_ARGUMENT where a time can't be read. `until` includes all of the day,
// month or year that it names.
absl::StatusOr<query::v1::ArticleFilter> MakeFilter(const FilterOptions& options, absl::Time now);

// `GetArticle` for a name ("articles/…"), a URI ("https://…") or a path.
query::v1::GetArticleRequest GetRequest(std::string_view key);

}  // namespace broadsheet::cli
