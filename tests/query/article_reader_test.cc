#include "query/article_reader.h"

#include "query/query_fixture.h"

namespace broadsheet::query {
namespace {

using ::broadsheet::testing::BlamesField;
using ::broadsheet::testing::EqualsProto;
using ::broadsheet::testing::IsError;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Stub = v1::QueryService::Stub;

std::string Text(const google::protobuf::Message& message) {
  std::string text;
  google::protobuf::TextFormat::PrintToString(message, &text);
  return text;
}

std::string Named(int n) { return absl::StrCat("name: 'articles/", IdOfNumber(n), "'"); }

class ArticleReaderTest : public QueryFixture {};

TEST_F(ArticleReaderTest, GetAnswersTheWholeArticleByEachKey) {
  const auto article = ArticleOf(1, "tags: '5g' mentions { entity: 'shenzhen' count: 2 }");
  storage_.Write(article);
  for (const std::string& key : {Named(1), std::string("path: '2026/11/24/headline-1'"),
                                 std::string("canonical_uri: 'https://news.example/1'")}) {
    ASSERT_OK_AND_ASSIGN(const auto got, Get(key));
    EXPECT_THAT(got, EqualsProto(Text(article))) << key;
  }
}

TEST_F(ArticleReaderTest, OldPathStaysAnAlias) {
  storage_.Write(ArticleOf(1));
  storage_.Write(ArticleOf(1, "revision: 2 path: '2026/11/24/moved'"));
  for (const char* path : {"2026/11/24/headline-1", "2026/11/24/moved"}) {
    ASSERT_OK_AND_ASSIGN(const auto got, Get(absl::StrCat("path: '", path, "'")));
    EXPECT_EQ(got.revision(), 2) << path;
  }
}

TEST_F(ArticleReaderTest, DeletedArticleIsNotFoundAndNotListed) {
  storage_.Write(ArticleOf(1));
  EXPECT_THAT(Numbers(""), ElementsAre(1));
  storage_.Write(ArticleOf(1, "revision: 2 delete_time { seconds: 5 }"));
  EXPECT_THAT(Get(Named(1)), IsError(absl::StatusCode::kNotFound, IdOfNumber(1)));
  const absl::Status by_path = Get("path: '2026/11/24/headline-1'").status();
  EXPECT_EQ(Reason(by_path), "ARTICLE_DELETED");
  EXPECT_EQ(ReasonMetadata(by_path, "name"), "articles/" + IdOfNumber(1));
  EXPECT_THAT(Numbers(""), IsEmpty());
  storage_.Write(ArticleOf(1, "revision: 3"));
  EXPECT_OK(Get(Named(1)));
  EXPECT_THAT(Numbers(""), ElementsAre(1));
}

TEST_F(ArticleReaderTest, RedactedArticleIsATombstoneByNameAndPath) {
  storage_.Write(ArticleOf(1));
  storage_.Redact("articles/" + IdOfNumber(1), "2026/11/24/headline-1");
  for (const std::string& key : {Named(1), std::string("path: '2026/11/24/headline-1'")}) {
    ASSERT_OK_AND_ASSIGN(const auto got, Get(key));
    EXPECT_EQ(got.name(), "articles/" + IdOfNumber(1));
    EXPECT_EQ(got.title() + got.path() + got.teaser_html() + got.body_html(), "") << key;
    EXPECT_EQ(got.path_digest(), Sha256("2026/11/24/headline-1"));
    EXPECT_TRUE(got.has_delete_time());
  }
  EXPECT_THAT(Get("path: '2026/11/24/headline-2'"), IsError(absl::StatusCode::kNotFound, ""));
  EXPECT_THAT(Get("canonical_uri: 'https://news.example/1'"),
              IsError(absl::StatusCode::kNotFound, ""));
  EXPECT_THAT(Numbers(""), IsEmpty());
}

TEST_F(ArticleReaderTest, AsOfIsAskedOfStorage) {
  storage_.Write(ArticleOf(1, "title: 'Then' update_time { seconds: 10 }"));
  storage_.Write(ArticleOf(1, "revision: 2 title: 'Now' update_time { seconds: 20 }"));
  for (const std::string& key : {Named(1), std::string("path: '2026/11/24/headline-1'")}) {
    ASSERT_OK_AND_ASSIGN(const auto got, Get(key + " as_of { seconds: 15 }"));
    EXPECT_EQ(got.title(), "Then");
  }
  EXPECT_THAT(Get(Named(1) + " as_of { seconds: 5 }"), IsError(absl::StatusCode::kNotFound, ""));
}

TEST_F(ArticleReaderTest, BadKeysAreBlamed) {
  EXPECT_THAT(Get(""), BlamesField("name"));
  EXPECT_THAT(Get("name: 'articles/1'"), BlamesField("name"));
  EXPECT_THAT(Get("name: 'categories/tech'"), BlamesField("name"));
}

TEST_F(ArticleReaderTest, BatchAnswersInOrderAndListsTheMissing) {
  for (int n : {1, 2, 3}) storage_.Write(ArticleOf(n));
  storage_.Write(ArticleOf(2, "revision: 2 delete_time { seconds: 5 }"));
  std::string names;
  for (int n : {3, 2, 9, 1}) absl::StrAppend(&names, "names: 'articles/", IdOfNumber(n), "' ");
  ASSERT_OK_AND_ASSIGN(const auto response,
                       Do(&Stub::BatchGetArticles, Asking<v1::BatchGetArticlesRequest>(names)));
  ASSERT_EQ(response.articles_size(), 2);
  EXPECT_EQ(response.articles(0).title(), "Headline 3");
  EXPECT_EQ(response.articles(1).title(), "Headline 1");
  EXPECT_EQ(response.articles(0).body_html(), "");
  EXPECT_THAT(response.missing_names(),
              ElementsAre("articles/" + IdOfNumber(2), "articles/" + IdOfNumber(9)));
}

TEST_F(ArticleReaderTest, BatchOfBadNamesIsBlamed) {
  EXPECT_THAT(Do(&Stub::BatchGetArticles, Asking<v1::BatchGetArticlesRequest>("")),
              BlamesField("names"));
  EXPECT_THAT(Do(&Stub::BatchGetArticles, Asking<v1::BatchGetArticlesRequest>("names: 'x'")),
              BlamesField("names[0]"));
}

TEST_F(ArticleReaderTest, PagesGoThroughAllOnceWhileArticlesCome) {
  // Three share one second: the id decides.
  for (int n = 1; n <= 7; ++n) {
    storage_.Write(ArticleOf(n, n >= 3 && n <= 5 ? "list_time { seconds: 1790000200 }" : ""));
  }
  std::vector<int> seen;
  std::string token;
  do {
    ASSERT_OK_AND_ASSIGN(const auto page,
                         List(absl::StrCat("page_size: 2 page_token: '", token, "'")));
    for (const auto& article : page.articles()) {
      seen.push_back(std::stoi(article.name().substr(article.name().size() - 12)));
    }
    token = page.next_page_token();
    storage_.Write(ArticleOf(100 + static_cast<int>(seen.size())));
  } while (!token.empty());
  EXPECT_THAT(seen, ElementsAre(7, 6, 5, 4, 3, 2, 1));
}

TEST_F(ArticleReaderTest, FiltersByEachFieldAndAllTogether) {
  storage_.Write(CategoryOf("news"));
  storage_.Write(CategoryOf("tech", "news"));
  storage_.Write(ArticleOf(1,
                           "categories: 'categories/tech' tags: '5g' language_code: 'zh-Hant' "
                           "mentions { entity: 'a' } mentions { entity: 'b' } "
                           "source { site_uri: 'https://one.example/' }"));
  storage_.Write(ArticleOf(2,
                           "categories: 'categories/news' tags: 'ai' language_code: 'en' "
                           "mentions { entity: 'a' } "
                           "source { site_uri: 'https://two.example/' }"));
  storage_.Write(ArticleOf(3, "tags: '5g' tags: 'ai' language_code: 'zh'"));
  const auto numbers = [&](const char* filter) {
    return Numbers(absl::StrCat("filter { ", filter, " }"));
  };
  EXPECT_THAT(numbers("categories: 'categories/news'"), ElementsAre(2, 1));
  EXPECT_THAT(numbers("categories: 'categories/tech'"), ElementsAre(1));
  EXPECT_THAT(numbers("categories: ['categories/tech', 'categories/news']"), ElementsAre(2, 1));
  EXPECT_THAT(numbers("categories: 'categories/none'"), IsEmpty());
  EXPECT_THAT(numbers("tags: ['5g', 'ai']"), ElementsAre(3, 2, 1));
  EXPECT_THAT(numbers("language_codes: 'zh'"), ElementsAre(3, 1));
  EXPECT_THAT(numbers("language_codes: 'ZH-hant'"), ElementsAre(1));
  EXPECT_THAT(numbers("mentions: 'a'"), ElementsAre(2, 1));
  EXPECT_THAT(numbers("mentions: ['a', 'b']"), ElementsAre(1));
  for (const char* site : {"https://two.example/", "https://Two.example:443"}) {
    EXPECT_THAT(numbers(absl::StrCat("source_site_uris: '", site, "'").c_str()), ElementsAre(2))
        << site;
  }
  EXPECT_THAT(numbers("source_site_uris: 'http://two.example/'"), IsEmpty());
  EXPECT_THAT(numbers("start_time { seconds: 1790000120 }"), ElementsAre(3, 2));
  EXPECT_THAT(numbers("end_time { seconds: 1790000120 }"), ElementsAre(1));
  EXPECT_THAT(numbers("tags: '5g' language_codes: 'zh'"), ElementsAre(3, 1));
  EXPECT_THAT(numbers("tags: ['5g', 'x'] language_codes: ['zh', 'en'] mentions: ['a', 'b'] "
                      "categories: ['categories/tech', 'categories/x'] "
                      "source_site_uris: ['https://one.example/', 'https://x.example/']"),
              ElementsAre(1));
}

TEST_F(ArticleReaderTest, TeaserViewLeavesBodiesOut) {
  storage_.Write(ArticleOf(1));
  ASSERT_OK_AND_ASSIGN(const auto teaser, List(""));
  ASSERT_OK_AND_ASSIGN(const auto full, List("view: ARTICLE_VIEW_FULL"));
  EXPECT_EQ(teaser.articles(0).body_html(), "");
  EXPECT_EQ(teaser.articles(0).body_text(), "");
  EXPECT_THAT(full.articles(0), EqualsProto(Text(ArticleOf(1))));
}

TEST_F(ArticleReaderTest, ListEndsEarlyAtThreeMebibytes) {
  const std::string body(900'000, 'x');
  for (int n = 1; n <= 8; ++n) {
    storage_.Write(ArticleOf(n, absl::StrCat("body_html: '", body, "'")));
  }
  std::vector<int> sizes;
  std::string token;
  do {
    ASSERT_OK_AND_ASSIGN(
        const auto page,
        List(absl::StrCat("view: ARTICLE_VIEW_FULL page_size: 100 page_token: '", token, "'")));
    EXPECT_LE(page.ByteSizeLong(), 3 << 20);
    sizes.push_back(page.articles_size());
    token = page.next_page_token();
  } while (!token.empty());
  EXPECT_THAT(sizes, ElementsAre(3, 3, 2));
}

TEST_F(ArticleReaderTest, PageSizeIsTenAndAtMostAHundred) {
  for (int n = 1; n <= 120; ++n) storage_.Write(ArticleOf(n));
  EXPECT_EQ(Numbers("").size(), 10);
  EXPECT_EQ(Numbers("page_size: 1000000").size(), 100);
  EXPECT_THAT(List("page_size: -1"), BlamesField("page_size"));
}

TEST_F(ArticleReaderTest, TokenIsBoundToItsRequest) {
  for (int n : {1, 2, 3}) storage_.Write(ArticleOf(n, "tags: 'ai'"));
  ASSERT_OK_AND_ASSIGN(const auto page, List("page_size: 1 filter { tags: 'ai' }"));
  const std::string token = absl::StrCat(" page_token: '", page.next_page_token(), "'");
  EXPECT_THAT(Numbers("page_size: 5 filter { tags: 'ai' }" + token), ElementsAre(2, 1));
  EXPECT_THAT(List("page_size: 1 filter { tags: '5g' }" + token), BlamesField("page_token"));
  EXPECT_THAT(List("page_token: 'rubbish'"), BlamesField("page_token"));
}

TEST_F(ArticleReaderTest, CategoriesCountDistinctArticlesWithDescendants) {
  storage_.Write(CategoryOf("news"));
  storage_.Write(CategoryOf("tech", "news"));
  storage_.Write(ArticleOf(1, "categories: ['categories/news', 'categories/tech']"));
  storage_.Write(ArticleOf(2, "categories: 'categories/tech'"));
  storage_.Write(ArticleOf(3, "categories: 'categories/tech'"));
  storage_.Write(ArticleOf(3, "revision: 2 delete_time { seconds: 5 }"));
  ASSERT_OK_AND_ASSIGN(const auto response,
                       Do(&Stub::ListCategories, Asking<v1::ListCategoriesRequest>("")));
  EXPECT_THAT(
      response, EqualsProto(R"pb(
        categories {
          category { name: 'categories/news' title: 'Category news' }
          article_count: 2
        }
        categories {
          category { name: 'categories/tech' title: 'Category tech' parent: 'categories/news' }
          article_count: 2
        })pb"));
}

TEST_F(ArticleReaderTest, MovedCategoryTakesItsArticlesAlong) {
  for (int n = 1; n <= 700; ++n) storage_.Write(ArticleOf(n, "categories: 'categories/chips'"));
  storage_.Write(CategoryOf("chips", "tech"));
  EXPECT_EQ(Numbers("filter { categories: 'categories/tech' } page_size: 100").size(), 100);
  storage_.Write(CategoryOf("tech", "news"));
  storage_.Write(CategoryOf("chips", "industry"));
  EXPECT_THAT(Numbers("filter { categories: 'categories/tech' }"), IsEmpty());
  EXPECT_THAT(Numbers("filter { categories: 'categories/news' }"), IsEmpty());
  EXPECT_EQ(Numbers("filter { categories: 'categories/industry' }").size(), 10);
  ASSERT_OK_AND_ASSIGN(const auto response,
                       Do(&Stub::ListCategories, Asking<v1::ListCategoriesRequest>("")));
  EXPECT_EQ(response.categories(0).article_count(), 700);
  EXPECT_EQ(response.categories(1).article_count(), 0);
}

TEST_F(ArticleReaderTest, OldestFirstIsTheOtherWayRoundAndPagesToTheEnd) {
  for (int n = 1; n <= 7; ++n) storage_.Write(ArticleOf(n, "tags: 'a' language_code: 'en'"));
  for (const char* filter :
       {"", "filter { tags: 'a' }", "filter { tags: ['a', 'b'] language_codes: 'en' }",
        "filter { text: 'headline' }"}) {
    std::vector<int> all;
    std::string token;
    do {
      ASSERT_OK_AND_ASSIGN(const auto page,
                           List(absl::StrCat(filter, " order: ORDER_OLDEST page_size: 3 ",
                                             token.empty() ? "" : "page_token: '", token,
                                             token.empty() ? "" : "'")));
      for (const auto& article : page.articles()) {
        all.push_back(std::stoi(article.name().substr(article.name().size() - 12)));
      }
      token = page.next_page_token();
    } while (!token.empty());
    EXPECT_THAT(all, ElementsAre(1, 2, 3, 4, 5, 6, 7)) << filter;
  }
  EXPECT_THAT(Numbers("order: ORDER_OLDEST filter { start_time { seconds: 1790000120 } "
                      "end_time { seconds: 1790000240 } }"),
              ElementsAre(2, 3));
  EXPECT_THAT(List("order: 7"), BlamesField("order"));
}

TEST_F(ArticleReaderTest, TokenStaysUntilItsOwnListChanges) {
  storage_.Write(CategoryOf("tech"));
  for (int n = 1; n <= 3; ++n) {
    storage_.Write(ArticleOf(n, "tags: 'a' language_code: 'en' categories: 'categories/tech'"));
  }
  const std::vector<std::string> requests = {
      "filter { tags: 'a' }", "filter { categories: 'categories/tech' }",
      "filter { tags: ['a', 'b'] language_codes: 'en' }", "filter { tags: 'a' text: 'headline' }",
      "filter { start_time { seconds: 1788220800 } end_time { seconds: 1790812800 } }"};
  const auto tokens = [&] {
    std::vector<std::string> all;
    for (const std::string& request : requests) {
      const auto page = List("page_size: 1 " + request);
      EXPECT_OK(page);
      all.push_back(page.ok() ? page->next_page_token() : "");
    }
    return all;
  };
  const std::vector<std::string> before = tokens();
  // Of another tag, language, category and month.
  storage_.Write(ArticleOf(9, "tags: 'z' language_code: 'fr' list_time { seconds: 1700000000 }"));
  EXPECT_EQ(tokens(), before);
  storage_.Write(ArticleOf(1,
                           "revision: 2 title: 'Headline, edited' tags: 'a' language_code: 'en' "
                           "categories: 'categories/tech'"));
  const std::vector<std::string> after = tokens();
  for (size_t i = 0; i < requests.size(); ++i) EXPECT_NE(after[i], before[i]) << requests[i];
}

TEST_F(ArticleReaderTest, UriIsFoundInAnySpelling) {
  storage_.Write(ArticleOf(1, "canonical_uri: 'https://news.example/one/'"));
  for (const char* uri : {"https://news.example/one", "HTTP://www.News.example:80/%6Fne/#part"}) {
    EXPECT_OK(Get(absl::StrCat("canonical_uri: '", uri, "'"))) << uri;
  }
  EXPECT_THAT(Get("canonical_uri: 'https://news.example/two'"),
              IsError(absl::StatusCode::kNotFound, ""));
}

TEST_F(ArticleReaderTest, UriThatIsSpelledJustSoGoesFirst) {
  storage_.Write(ArticleOf(1, "canonical_uri: 'https://news.example/log#v1'"));
  storage_.Write(ArticleOf(2, "canonical_uri: 'https://news.example/log#v2'"));
  for (int number : {1, 2}) {
    ASSERT_OK_AND_ASSIGN(
        const article::v1::Article article,
        Get(absl::StrCat("canonical_uri: 'https://news.example/log#v", number, "'")));
    EXPECT_EQ(article.name(), ArticleOf(number).name());
  }
}

TEST_F(ArticleReaderTest, RevisionsComeFromStorage) {
  storage_.Write(ArticleOf(1));
  v1::ListRevisionsRequest request;
  request.set_parent("articles/" + IdOfNumber(1));
  ASSERT_OK_AND_ASSIGN(const auto response, Do(&Stub::ListRevisions, request));
  EXPECT_EQ(response.revisions_size(), 1);
  request.set_parent("articles/x");
  EXPECT_THAT(Do(&Stub::ListRevisions, request), BlamesField("parent"));
}

TEST_F(ArticleReaderTest, TokenOfAListWithoutFilterGoesOnWithAnEmptyOne) {
  for (int n = 1; n <= 3; ++n) storage_.Write(ArticleOf(n));
  ASSERT_OK_AND_ASSIGN(auto page, List("page_size: 2"));
  ASSERT_OK_AND_ASSIGN(page, List(absl::StrCat("filter {} view: ARTICLE_VIEW_TEASER page_token: '",
                                               page.next_page_token(), "'")));
  ASSERT_EQ(page.articles_size(), 1);
  EXPECT_EQ(page.articles(0).name(), "articles/" + IdOfNumber(1));
}

}  // namespace
}  // namespace broadsheet::query
