#include "query/filter.h"

#include <google/protobuf/text_format.h>

#include "support/matchers.h"

namespace broadsheet::query {
namespace {

using ::broadsheet::testing::BlamesField;
using ::testing::ElementsAre;

absl::StatusOr<Filter> Parse(const std::string& text) {
  v1::ArticleFilter filter;
  if (!google::protobuf::TextFormat::ParseFromString(text, &filter)) std::abort();
  return ParseFilter(filter);
}

TEST(FilterTest, FieldsBecomeTerms) {
  ASSERT_OK_AND_ASSIGN(const Filter filter,
                       Parse("categories: ['categories/tech', 'categories/tech'] tags: 'ai' "
                             "language_codes: 'zh-Hant' mentions: ['b', 'a'] text: 'chips' "
                             "start_time { seconds: 5 nanos: 1000 }"));
  EXPECT_THAT(filter.any_of,
              ElementsAre(ElementsAre("c:tech"), ElementsAre("t:ai"), ElementsAre("l:zh-hant")));
  EXPECT_THAT(filter.all_of, ElementsAre("m:a", "m:b"));
  EXPECT_EQ(filter.text, "chips");
  EXPECT_EQ(filter.start_time, absl::FromUnixMicros(5'000'001));
  EXPECT_EQ(filter.end_time, absl::InfiniteFuture());
}

TEST(FilterTest, BadValuesAreBlamedWithTheirPlace) {
  EXPECT_THAT(Parse("categories: ['categories/tech', 'tech']"),
              BlamesField("filter.categories[1]"));
  EXPECT_THAT(Parse("categories: 'categories/Not A Slug'"), BlamesField("filter.categories[0]"));
  EXPECT_THAT(Parse("tags: '5G phones'"), BlamesField("filter.tags[0]"));
  EXPECT_THAT(Parse("source_site_uris: ''"), BlamesField("filter.source_site_uris[0]"));
  EXPECT_THAT(Parse("language_codes: 'zh_CN'"), BlamesField("filter.language_codes[0]"));
  EXPECT_THAT(Parse("mentions: ''"), BlamesField("filter.mentions[0]"));
  EXPECT_THAT(Parse("start_time { nanos: -1 }"), BlamesField("filter.start_time"));
  EXPECT_THAT(Parse("end_time { seconds: 999999999999 }"), BlamesField("filter.end_time"));
  EXPECT_THAT(Parse("text: '" + std::string(1001, 'x') + "'"), BlamesField("filter.text"));
  std::string many;
  for (int i = 0; i < 101; ++i) many += "mentions: 'm' ";
  EXPECT_THAT(Parse(many), BlamesField("filter.mentions"));
}

TEST(FilterTest, CategoriesGrowByWhatIsPartOfThem) {
  CategoryTree tree;
  tree.SetParent("ai", "tech");
  Filter filter;
  filter.any_of = {{"c:news", "c:tech"}, {"t:x"}};
  EXPECT_THAT(WithDescendants(filter, tree).any_of,
              ElementsAre(ElementsAre("c:ai", "c:news", "c:tech"), ElementsAre("t:x")));
}

TEST(FilterTest, PageSizeHasADefaultAndABound) {
  EXPECT_EQ(*PageSize(0), 10);
  EXPECT_EQ(*PageSize(7), 7);
  EXPECT_EQ(*PageSize(1'000'000), 100);
  EXPECT_THAT(PageSize(-1), BlamesField("page_size"));
}

}  // namespace
}  // namespace broadsheet::query
