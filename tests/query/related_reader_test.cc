#include "query/related_reader.h"

#include "query/query_fixture.h"

namespace broadsheet::query {
namespace {

using ::broadsheet::testing::BlamesField;
using ::broadsheet::testing::IsError;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using Stub = v1::QueryService::Stub;

class RelatedReaderTest : public QueryFixture {
 protected:
  // Articles about nothing in particular, so that there is a difference between rare and
  // common.
  void WriteOthers() {
    for (int n = 100; n < 140; ++n) storage_.Write(ArticleOf(n, "language_code: 'en'"));
  }

  absl::StatusOr<v1::ListRelatedResponse> Related(int n, const std::string& more = "") {
    return Do(&Stub::ListRelated, Asking<v1::ListRelatedRequest>(
                                      absl::StrCat("name: 'articles/", IdOfNumber(n), "' ", more)));
  }

  std::vector<int> RelatedNumbers(int n, const std::string& more = "") {
    const auto response = Related(n, more);
    EXPECT_OK(response);
    if (!response.ok()) return {-1};
    EXPECT_EQ(response->articles_size(), response->reasons_size());
    std::vector<int> numbers;
    for (const auto& article : response->articles()) {
      numbers.push_back(std::stoi(article.name().substr(article.name().size() - 12)));
    }
    return numbers;
  }
};

TEST_F(RelatedReaderTest, WhatSharesMostComesFirstWithTheReason) {
  WriteOthers();
  storage_.Write(ArticleOf(1, R"(title: "Drones over lychees" tags: "drones" language_code: "en"
      mentions { entity: "dongguan" surface_form: "Dongguan" count: 3 })"));
  storage_.Write(ArticleOf(2, R"(title: "A warehouse" language_code: "en"
      mentions { entity: "dongguan" surface_form: "Dongguan" count: 1 })"));
  storage_.Write(ArticleOf(3, R"(title: "Lychee trees" tags: "drones" language_code: "en"
      mentions { entity: "dongguan" surface_form: "Dongguan" count: 2 })"));
  ASSERT_OK_AND_ASSIGN(const auto related, Related(1));
  ASSERT_THAT(related.articles(), SizeIs(2));
  EXPECT_EQ(related.articles(0).title(), "Lychee trees");
  EXPECT_EQ(related.articles(0).body_html(), "");
  EXPECT_THAT(related.reasons(0).mentions(), ElementsAre("dongguan"));
  EXPECT_THAT(related.reasons(0).tags(), ElementsAre("drones"));
  EXPECT_THAT(related.reasons(0).words(), ElementsAre("lychees"));
  EXPECT_EQ(related.articles(1).title(), "A warehouse");
  EXPECT_THAT(related.reasons(1).tags(), IsEmpty());
}

TEST_F(RelatedReaderTest, NothingInCommonIsNotRelated) {
  WriteOthers();
  storage_.Write(ArticleOf(1, "title: 'Tea' tags: 'tea' teaser_html: '<p>Leaves.</p>'"));
  storage_.Write(ArticleOf(2, "title: 'Coal' tags: 'coal' teaser_html: '<p>Dust.</p>'"));
  EXPECT_THAT(RelatedNumbers(1), IsEmpty());
}

TEST_F(RelatedReaderTest, WithdrawnArticlesAreNeverRelated) {
  WriteOthers();
  for (int n : {1, 2, 3, 4, 5}) storage_.Write(ArticleOf(n, "tags: 'tea'"));
  EXPECT_THAT(RelatedNumbers(1), ElementsAre(5, 4, 3, 2));
  storage_.Write(ArticleOf(5, "revision: 2 tags: 'tea' delete_time { seconds: 5 }"));
  storage_.Redact("articles/" + IdOfNumber(4), "2026/11/24/headline-4");
  storage_.Write(ArticleOf(
      3, absl::StrCat("revision: 2 tags: 'tea' merged_into: 'articles/", IdOfNumber(2), "'")));
  EXPECT_THAT(RelatedNumbers(1), ElementsAre(2));
}

TEST_F(RelatedReaderTest, TranslationsAreOneStory) {
  WriteOthers();
  storage_.Write(ArticleOf(1, "tags: 'tea' language_code: 'en'"));
  storage_.Write(ArticleOf(2, R"(tags: "tea" language_code: "zh"
      links { kind: KIND_TRANSLATION_OF uri: "https://news.example/1" })"));
  storage_.Write(ArticleOf(3, "tags: 'tea' language_code: 'en'"));
  storage_.Write(ArticleOf(4, R"(tags: "tea" language_code: "zh"
      links { kind: KIND_TRANSLATION_OF uri: "https://news.example/3" })"));
  EXPECT_THAT(RelatedNumbers(1), ElementsAre(3));
  EXPECT_THAT(RelatedNumbers(2), ElementsAre(4));
}

TEST_F(RelatedReaderTest, PageSizeIsFiveAndAtMostTwenty) {
  WriteOthers();
  for (int n = 1; n <= 30; ++n) storage_.Write(ArticleOf(n, "tags: ['cups', 'leaves', 'tea']"));
  EXPECT_THAT(RelatedNumbers(1), SizeIs(5));
  EXPECT_THAT(RelatedNumbers(1, "page_size: 2"), ElementsAre(30, 29));
  EXPECT_THAT(RelatedNumbers(1, "page_size: 1000"), SizeIs(20));
  EXPECT_THAT(Related(1, "page_size: -1"), BlamesField("page_size"));
}

TEST_F(RelatedReaderTest, ArticleThatIsNotThereIsSaidSo) {
  EXPECT_THAT(Related(9), IsError(absl::StatusCode::kNotFound, IdOfNumber(9)));
  storage_.Write(ArticleOf(1));
  storage_.Write(ArticleOf(1, "revision: 2 delete_time { seconds: 5 }"));
  EXPECT_EQ(Reason(Related(1).status()), "ARTICLE_DELETED");
  storage_.Write(ArticleOf(2));
  storage_.Redact("articles/" + IdOfNumber(2), "2026/11/24/headline-2");
  EXPECT_THAT(RelatedNumbers(2), IsEmpty());
  EXPECT_THAT(Do(&Stub::ListRelated, Asking<v1::ListRelatedRequest>("name: 'x'")),
              BlamesField("name"));
}

}  // namespace
}  // namespace broadsheet::query
