#include "query/facet_reader.h"

#include "absl/strings/match.h"
#include "query/query_fixture.h"

namespace broadsheet::query {
namespace {

using ::broadsheet::testing::BlamesField;
using ::broadsheet::testing::EqualsProto;
using Stub = v1::QueryService::Stub;

class FacetReaderTest : public QueryFixture {};

TEST_F(FacetReaderTest, CountsEachKindOverWhatTheFilterAdmits) {
  storage_.Write(CategoryOf("tech"));
  storage_.Write(ArticleOf(1,
                           "categories: 'categories/tech' tags: ['5g', 'ai'] "
                           "language_code: 'en' title: 'Chips' "
                           "mentions { entity: 'shenzhen' kind: KIND_PLACE } "
                           "mentions { entity: 'tencent' kind: KIND_ORGANIZATION }"));
  storage_.Write(ArticleOf(2,
                           "tags: 'ai' language_code: 'zh-Hant' "
                           "source { site_uri: 'https://one.example/' } "
                           "mentions { entity: 'chips' kind: KIND_TOPIC }"));
  storage_.Write(ArticleOf(3, "tags: '5g' delete_time { seconds: 5 }"));
  const auto facets = [&](const std::string& text) {
    return Do(&Stub::ListFacets, Asking<v1::ListFacetsRequest>(text));
  };
  ASSERT_OK_AND_ASSIGN(auto response, facets(""));
  EXPECT_THAT(response, EqualsProto(R"pb(
                tags { value: 'ai' article_count: 2 }
                tags { value: '5g' article_count: 1 }
                places { value: 'shenzhen' article_count: 1 }
                organizations { value: 'tencent' article_count: 1 }
                topics { value: 'chips' article_count: 1 }
                sources { value: 'https://one.example/' article_count: 1 }
                languages { value: 'en' article_count: 1 }
                languages { value: 'zh' article_count: 1 }
                languages { value: 'zh-Hant' article_count: 1 }
                months { value: '2026-09' article_count: 2 }
                basis: BASIS_MAINTAINED
                months_basis: BASIS_MAINTAINED)pb"));
  const char* of_the_first = R"(
    tags { value: '5g' article_count: 1 }
    places { value: 'shenzhen' article_count: 1 }
    organizations { value: 'tencent' article_count: 1 }
    languages { value: 'en' article_count: 1 }
    months { value: '2026-09' article_count: 1 }
    basis: BASIS_COUNTED)";
  for (const char* filter :
       {"categories: 'categories/tech'", "text: 'chips'",
        "tags: ['5g', 'ai'] language_codes: ['en', 'de']", "end_time { seconds: 1790000120 }"}) {
    ASSERT_OK_AND_ASSIGN(response, facets(absl::StrCat("max_values: 1 filter { ", filter, " }")));
    // Months of a category are kept.
    const bool is_category = absl::StrContains(filter, "categories");
    EXPECT_THAT(response, EqualsProto(absl::StrCat(of_the_first, " months_basis: BASIS_",
                                                   is_category ? "MAINTAINED" : "COUNTED")))
        << filter;
  }
  EXPECT_THAT(facets("max_values: -1"), BlamesField("max_values"));
}

TEST_F(FacetReaderTest, MonthsOfACategoryFollowItsArticles) {
  const auto months = [&](const std::string& filter) {
    const auto facets = Do(&Stub::ListFacets, Asking<v1::ListFacetsRequest>(filter));
    EXPECT_OK(facets);
    std::string text;
    if (!facets.ok()) return text;
    for (const auto& month : facets->months()) {
      absl::StrAppend(&text, month.value(), " ", month.article_count(), "\n");
    }
    return text;
  };
  storage_.Write(CategoryOf("news"));
  storage_.Write(CategoryOf("tech", "news"));
  const std::string tech = "categories: 'categories/tech' ";
  storage_.Write(ArticleOf(1, tech));
  storage_.Write(ArticleOf(2, tech + "list_time { seconds: 1780000000 }"));
  storage_.Write(ArticleOf(3, tech + "list_time { seconds: 1780000000 }"));
  EXPECT_EQ(months("filter { categories: 'categories/news' }"), "2026-09 1\n2026-05 2\n");
  storage_.Write(ArticleOf(1, "revision: 2 delete_time { seconds: 5 }"));
  storage_.Write(ArticleOf(2, "revision: 2 list_time { seconds: 1780000000 }"));
  EXPECT_EQ(months("filter { categories: 'categories/news' }"), "2026-05 1\n");
  EXPECT_EQ(months("filter { categories: 'categories/tech' }"), "2026-05 1\n");
}

TEST_F(FacetReaderTest, CountsTheNewestOfALongFilteredList) {
  for (int n = 1; n <= kFacetSample + 5; ++n) {
    storage_.Write(ArticleOf(n, n <= 5 ? "tags: ['a', 'old']" : "tags: 'a'"));
  }
  ASSERT_OK_AND_ASSIGN(const auto facets,
                       Do(&Stub::ListFacets, Asking<v1::ListFacetsRequest>("filter { tags: 'a' }"),
                          absl::Minutes(1)));
  EXPECT_EQ(facets.basis(), v1::ListFacetsResponse::BASIS_SAMPLE);
  EXPECT_EQ(facets.sampled_articles(), kFacetSample);
  ASSERT_EQ(facets.tags_size(), 1);
  EXPECT_EQ(facets.tags(0).article_count(), kFacetSample);
  EXPECT_EQ(facets.months_basis(), v1::ListFacetsResponse::BASIS_MAINTAINED);
  EXPECT_EQ(facets.months(0).article_count(), kFacetSample + 5);
}

}  // namespace
}  // namespace broadsheet::query
