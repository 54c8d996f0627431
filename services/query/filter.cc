#include "query/filter.h"

#include <algorithm>
#include <cctype>

#include "absl/strings/str_cat.h"
#include "common/slug.h"
#include "common/status.h"
#include "query/names.h"
#include "query/terms.h"
#include "query/uri_key.h"

namespace broadsheet::query {
namespace {

constexpr int kMaxValues = 100;
constexpr size_t kMaxQueryBytes = 1000;
constexpr int kDefaultPageSize = 10;
constexpr int kMaxPageSize = 100;

using Values = google::protobuf::RepeatedPtrField<std::string>;
using TermOfValue = absl::StatusOr<std::string> (*)(const std::string& field,
                                                    const std::string& value);

absl::StatusOr<std::string> OfCategory(const std::string& field, const std::string& value) {
  ASSIGN_OR_RETURN(const std::string slug, CategorySlug(field, value));
  return CategoryTerm(slug);
}

absl::StatusOr<std::string> OfTag(const std::string& field, const std::string& value) {
  if (!IsSlug(value)) return InvalidField(field, absl::StrCat("is no slug: ", value));
  return TagTerm(value);
}

absl::StatusOr<std::string> OfSource(const std::string& field, const std::string& value) {
  if (value.empty()) return InvalidField(field, "is empty");
  return SourceTerm(value);
}

absl::StatusOr<std::string> OfLanguage(const std::string& field, const std::string& value) {
  const bool well_formed = !value.empty() && std::all_of(value.begin(), value.end(), [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-';
  });
  if (!well_formed) return InvalidField(field, absl::StrCat("is no BCP-47 tag: ", value));
  return LanguageTerm(value);
}

absl::StatusOr<std::string> OfMention(const std::string& field, const std::string& value) {
  if (value.empty()) return InvalidField(field, "is empty");
  return MentionTerm(value);
}

absl::StatusOr<std::vector<std::string>> TermsOf(const std::string& field, const Values& values,
                                                 TermOfValue term_of) {
  if (values.size() > kMaxValues) {
    return InvalidField(field,
                        absl::StrCat("has ", values.size(), " values, more than ", kMaxValues));
  }
  std::vector<std::string> terms;
  for (int i = 0; i < values.size(); ++i) {
    ASSIGN_OR_RETURN(std::string term, term_of(absl::StrCat(field, "[", i, "]"), values[i]));
    terms.push_back(std::move(term));
  }
  std::sort(terms.begin(), terms.end());
  terms.erase(std::unique(terms.begin(), terms.end()), terms.end());
  return terms;
}

absl::Status AddGroup(const std::string& field, const Values& values, TermOfValue term_of,
                      Filter& filter) {
  ASSIGN_OR_RETURN(std::vector<std::string> terms, TermsOf(field, values, term_of));
  if (!terms.empty()) filter.any_of.push_back(std::move(terms));
  return absl::OkStatus();
}

// Sites have several spellings.
absl::Status AddSources(const Values& uris, Filter& filter) {
  RETURN_IF_ERROR(TermsOf("filter.source_site_uris", uris, &OfSource).status());
  std::vector<std::string> terms;
  for (const std::string& uri : uris) {
    for (const std::string& spelling : SiteSpellings(uri)) terms.push_back(SourceTerm(spelling));
  }
  std::sort(terms.begin(), terms.end());
  terms.erase(std::unique(terms.begin(), terms.end()), terms.end());
  if (!terms.empty()) filter.any_of.push_back(std::move(terms));
  return absl::OkStatus();
}

absl::StatusOr<absl::Time> ParseTime(const std::string& field,
                                     const google::protobuf::Timestamp& time) {
  constexpr int64_t kFirst = -62'135'596'800;  // 0001-01-01
  constexpr int64_t kLast = 253'402'300'799;   // 9999-12-31
  if (time.seconds() < kFirst || time.seconds() > kLast || time.nanos() < 0 ||
      time.nanos() >= 1'000'000'000) {
    return InvalidField(field, absl::StrCat("is no time: ", time.seconds(), " seconds and ",
                                            time.nanos(), " nanoseconds"));
  }
  return absl::FromUnixSeconds(time.seconds()) + absl::Nanoseconds(time.nanos());
}

}  // namespace

absl::StatusOr<Filter> ParseFilter(const v1::ArticleFilter& from) {
  Filter filter;
  RETURN_IF_ERROR(AddGroup("filter.categories", from.categories(), &OfCategory, filter));
  RETURN_IF_ERROR(AddGroup("filter.tags", from.tags(), &OfTag, filter));
  RETURN_IF_ERROR(AddSources(from.source_site_uris(), filter));
  RETURN_IF_ERROR(AddGroup("filter.language_codes", from.language_codes(), &OfLanguage, filter));
  ASSIGN_OR_RETURN(filter.all_of, TermsOf("filter.mentions", from.mentions(), &OfMention));
  if (from.has_start_time()) {
    ASSIGN_OR_RETURN(filter.start_time, ParseTime("filter.start_time", from.start_time()));
  }
  if (from.has_end_time()) {
    ASSIGN_OR_RETURN(filter.end_time, ParseTime("filter.end_time", from.end_time()));
  }
  RETURN_IF_ERROR(CheckQueryText("filter.text", from.text()));
  filter.text = from.text();
  return filter;
}

Filter WithDescendants(Filter filter, const CategoryTree& tree) {
  for (std::vector<std::string>& group : filter.any_of) {
    if (group.front().substr(0, 2) != "c:") continue;
    std::vector<std::string> terms;
    for (const std::string& term : group) {
      for (const std::string& slug : tree.WithDescendants(std::string(TermValue(term)))) {
        terms.push_back(CategoryTerm(slug));
      }
    }
    std::sort(terms.begin(), terms.end());
    terms.erase(std::unique(terms.begin(), terms.end()), terms.end());
    group = std::move(terms);
  }
  return filter;
}

absl::Status CheckQueryText(std::string_view field, std::string_view text) {
  if (text.size() <= kMaxQueryBytes) return absl::OkStatus();
  return InvalidField(field,
                      absl::StrCat("has ", text.size(), " bytes, more than ", kMaxQueryBytes));
}

std::string OnlyMonth(const Filter& filter) {
  if (filter.start_time == absl::InfinitePast() || filter.end_time == absl::InfiniteFuture()) {
    return "";
  }
  std::string first = MonthTerm(filter.start_time);
  return first == MonthTerm(filter.end_time - absl::Nanoseconds(1)) ? first : "";
}

absl::StatusOr<int> PageSize(int32_t page_size) {
  if (page_size < 0) return InvalidField("page_size", absl::StrCat("is negative: ", page_size));
  if (page_size == 0) return kDefaultPageSize;
  return std::min<int>(page_size, kMaxPageSize);
}

}  // namespace broadsheet::query
