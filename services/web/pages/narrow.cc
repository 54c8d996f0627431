#include "web/pages/narrow.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "web/topic.h"

namespace broadsheet::web {
namespace {

using ctemplate::TemplateDictionary;
using query::v1::ListFacetsResponse;
using Value = ListFacetsResponse::Value;

constexpr int kMaxTags = 16;

std::string LinkTo(const Collection& collection, const Narrowing& narrowing) {
  return WithParameters(collection.link, ParametersOf(narrowing));
}

// "2026-11" of a year's list: "November".
std::string MonthName(const std::string& month) {
  const std::string title = MonthTitle(month);
  return title.substr(0, title.find(' '));
}

void AddMonths(const Collection& collection, const Narrowing& narrowing,
               const ListFacetsResponse& facets, TemplateDictionary& narrow) {
  TemplateDictionary* months = narrow.AddSectionDictionary("MONTHS");
  TemplateDictionary* year = nullptr;
  std::string number;
  for (const Value& value : facets.months()) {
    if (std::string of_month = value.value().substr(0, 4); of_month != number) {
      number = std::move(of_month);
      year = months->AddSectionDictionary("YEAR");
      year->SetValue("NUMBER", number);
    }
    TemplateDictionary* month = year->AddSectionDictionary("MONTH");
    month->SetValue("NAME", MonthName(value.value()));
    month->SetValue("LINK", LinkTo(collection, {value.value(), narrowing.tag}));
    month->SetIntValue("COUNT", static_cast<long>(value.article_count()));  // NOLINT
    if (value.value() == narrowing.month) month->ShowSection("CURRENT");
  }
}

void AddTags(const Collection& collection, const Narrowing& narrowing,
             const ListFacetsResponse& facets,
             const google::protobuf::RepeatedPtrField<article::v1::Article>& articles,
             TemplateDictionary& narrow) {
  TemplateDictionary* tags = narrow.AddSectionDictionary("TAGS");
  for (int i = 0; i < std::min(facets.tags_size(), kMaxTags); ++i) {
    const Value& value = facets.tags(i);
    TemplateDictionary* tag = tags->AddSectionDictionary("TAG");
    tag->SetValue("TITLE", TagTitle(value.value(), articles));
    tag->SetValue("LINK", LinkTo(collection, {narrowing.month, value.value()}));
    if (value.value() == narrowing.tag) tag->ShowSection("CURRENT");
  }
}

}  // namespace

void AddNarrowing(const Collection& collection, const Narrowing& narrowing,
                  const ListFacetsResponse& facets,
                  const google::protobuf::RepeatedPtrField<article::v1::Article>& articles,
                  TemplateDictionary& content) {
  if (!narrowing.empty()) {
    std::vector<std::string> parts;
    if (!narrowing.month.empty()) parts.push_back(MonthTitle(narrowing.month));
    if (!narrowing.tag.empty()) parts.push_back(TagTitle(narrowing.tag, articles));
    TemplateDictionary* narrowed = content.AddSectionDictionary("NARROWED");
    narrowed->SetValue("TEXT", absl::StrJoin(parts, ", "));
    narrowed->SetValue("LINK", collection.link);
  }
  const bool has_months = facets.months_size() > 1 || !narrowing.month.empty();
  const bool has_tags = collection.filter.tags().empty() && facets.tags_size() > 1;
  if (!has_months && !has_tags) return;
  TemplateDictionary* narrow = content.AddSectionDictionary("NARROW");
  if (!narrowing.empty()) narrow->ShowSection("OPEN");
  if (has_months) AddMonths(collection, narrowing, facets, *narrow);
  if (has_tags) AddTags(collection, narrowing, facets, articles, *narrow);
}

}  // namespace broadsheet::web
