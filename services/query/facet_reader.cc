#include "query/facet_reader.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/status.h"
#include "query/terms.h"

namespace broadsheet::query {
namespace {

using FacetValues = google::protobuf::RepeatedPtrField<v1::ListFacetsResponse::Value>;

// Where the values of a facet go; nullptr where they are not answered.
FacetValues* ValuesOf(const std::string& facet, v1::ListFacetsResponse& response) {
  if (facet == "t:") return response.mutable_tags();
  if (facet == "s:") return response.mutable_sources();
  if (facet == "l:") return response.mutable_languages();
  if (facet == "d:") return response.mutable_months();
  if (facet == absl::StrCat("m:", article::v1::Mention::KIND_PLACE)) {
    return response.mutable_places();
  }
  if (facet == absl::StrCat("m:", article::v1::Mention::KIND_ORGANIZATION)) {
    return response.mutable_organizations();
  }
  if (facet == absl::StrCat("m:", article::v1::Mention::KIND_TOPIC)) {
    return response.mutable_topics();
  }
  return nullptr;
}

v1::ListFacetsResponse ToResponse(const FacetCounts& facets) {
  v1::ListFacetsResponse response;
  for (const FacetCount& facet : facets.counts) {
    FacetValues* values = ValuesOf(facet.facet, response);
    if (values == nullptr) continue;
    v1::ListFacetsResponse::Value& value = *values->Add();
    const std::string_view term = TermValue(facet.term);
    value.set_value(facet.facet == "l:" ? SpelledLanguage(term) : std::string(term));
    value.set_article_count(facet.article_count);
  }
  response.set_basis(facets.basis);
  response.set_months_basis(facets.months_basis);
  const bool is_sample = facets.basis == v1::ListFacetsResponse::BASIS_SAMPLE;
  if (is_sample) response.set_sampled_articles(facets.articles);
  return response;
}

}  // namespace

absl::StatusOr<int> MaxFacetValues(int32_t max_values) {
  constexpr int kDefault = 20;
  constexpr int kMost = 1000;
  if (max_values < 0) return InvalidField("max_values", absl::StrCat("is negative: ", max_values));
  return max_values == 0 ? kDefault : std::min<int>(max_values, kMost);
}

absl::StatusOr<v1::ListFacetsResponse> FacetReader::Count(absl::Time deadline,
                                                          const v1::ListFacetsRequest& request,
                                                          const Filter& filter, int limit) const {
  if (!filter.text.empty()) return CountMatching(deadline, filter, limit);
  const std::string key = FacetCache::KeyOf(request);
  ASSIGN_OR_RETURN(const article::v1::Cursor touched, archive_.Touched(deadline, filter));
  if (auto kept = kept_.Find(key, touched)) return *std::move(kept);
  ASSIGN_OR_RETURN(const FacetCounts facets, archive_.Facets(deadline, filter, limit));
  v1::ListFacetsResponse response = ToResponse(facets);
  kept_.Keep(key, touched, response);
  return response;
}

absl::StatusOr<v1::ListFacetsResponse> FacetReader::CountMatching(absl::Time deadline,
                                                                  const Filter& filter,
                                                                  int limit) const {
  ASSIGN_OR_RETURN(const std::vector<ListKey> found,
                   searcher_.List(filter, ListOrder::kNewestFirst, std::nullopt, kFacetSample));
  std::vector<std::string> ids;
  for (const ListKey& key : found) ids.push_back(key.id);
  ASSIGN_OR_RETURN(const FacetCounts facets, archive_.FacetsOf(deadline, ids, limit));
  return ToResponse(facets);
}

}  // namespace broadsheet::query
