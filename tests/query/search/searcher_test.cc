#include "query/search/searcher.h"

#include <thread>

#include "absl/strings/str_join.h"
#include "query/query_fixture.h"

namespace broadsheet::query {
namespace {

using ::broadsheet::testing::BlamesField;
using ::broadsheet::testing::IsError;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

class SearcherTest : public QueryFixture {
 protected:
  // The numbers of what a query finds, in order; more of the request in text
  // format.
  std::vector<int> Found(const std::string& query, const std::string& more = "") {
    const auto response = Search(absl::StrCat("query: '", query, "' ", more));
    EXPECT_OK(response);
    if (!response.ok()) return {-1};
    std::vector<int> numbers;
    for (const auto& result : response->results()) {
      const std::string& name = result.article().name();
      numbers.push_back(std::stoi(name.substr(name.size() - 12)));
    }
    return numbers;
  }

  // What the results of a query lack, in order.
  std::vector<std::string> Missing(const std::string& query) {
    const auto response = Search(absl::StrCat("query: '", query, "'"));
    EXPECT_OK(response);
    std::vector<std::string> missing;
    if (!response.ok()) return missing;
    for (const auto& result : response->results()) {
      missing.push_back(absl::StrJoin(result.missing(), ","));
    }
    return missing;
  }
};

TEST_F(SearcherTest, FindsWordsPhrasesAndAlternativesButNotTheExcluded) {
  storage_.Write(ArticleOf(1, "title: 'Robots learn to cook noodles'"));
  storage_.Write(ArticleOf(2,
                           "title: 'A robot writes the news' "
                           "body_text: 'It learned to write about noodles.'"));
  storage_.Write(ArticleOf(3, "title: 'Nothing of the kind'"));
  EXPECT_THAT(Found("robot noodles"), ElementsAre(1, 2));
  EXPECT_THAT(Found("\"learn to cook\""), ElementsAre(1));
  EXPECT_THAT(Found("noodles -news"), ElementsAre(1));
  EXPECT_THAT(Found("cook OR kind"), UnorderedElementsAre(1, 3));
  EXPECT_THAT(Found("absent"), IsEmpty());
  EXPECT_THAT(Found("OR AND ("), IsEmpty());
  EXPECT_THAT(Found("noodles (learns OR nothing)"), UnorderedElementsAre(1, 2));
}

TEST_F(SearcherTest, TitleWeighsMoreThanBody) {
  storage_.Write(ArticleOf(1, "title: 'Chips' body_text: 'About other things at some length.'"));
  storage_.Write(ArticleOf(2, "title: 'Other' body_text: 'Chips and things at some length.'"));
  EXPECT_THAT(Found("chips"), ElementsAre(1, 2));
  EXPECT_THAT(Found("chips", "order: ORDER_NEWEST"), ElementsAre(2, 1));
}

TEST_F(SearcherTest, FindsChineseNamesInEitherScript) {
  storage_.Write(ArticleOf(1, "title: '腾讯在深圳发布新芯片' language_code: 'zh'"));
  storage_.Write(ArticleOf(2, "title: '騰訊在廣州' language_code: 'zh-Hant'"));
  EXPECT_THAT(Found("深圳"), ElementsAre(1));
  EXPECT_THAT(Found("腾讯"), UnorderedElementsAre(1, 2));
  EXPECT_THAT(Found("廣州"), ElementsAre(2));
  EXPECT_THAT(Found("广州"), ElementsAre(2));
  ASSERT_OK_AND_ASSIGN(const auto response, Search("query: '广州'"));
  EXPECT_EQ(response.results(0).title_html(), "騰訊在<mark>廣州</mark>");
}

TEST_F(SearcherTest, FindsWordsOfSeveralScriptsSideBySide) {
  storage_.Write(ArticleOf(1, "title: 'Apple 在深圳发布 iPhone and Vision'"));
  for (const char* query : {"Apple 深圳 iPhone", "apple深圳iphone", "vision OR 深圳 iPhone",
                            "\"Apple 在深圳发布 iPhone\""}) {
    EXPECT_THAT(Found(query), ElementsAre(1)) << query;
  }
  EXPECT_THAT(Found("Apple -深圳 iPhone"), IsEmpty());
  ASSERT_OK_AND_ASSIGN(const auto response, Search("query: 'Aple 深圳 iPhone'"));
  EXPECT_EQ(response.suggested_query(), "apple 深圳 iPhone");
}

TEST_F(SearcherTest, FindsAllFormsAndSpellingsOfAWord) {
  storage_.Write(ArticleOf(1,
                           "title: 'Robots by Wi-Fi' body_text: 'César’s café costs 1,304.' "
                           "language_code: 'en'"));
  for (const char* query :
       {"robot", "ROBOTS", "wifi", "wi fi", "wi-fi", "cesar", "1304", "cafés"}) {
    EXPECT_THAT(Found(query), ElementsAre(1)) << query;
  }
}

TEST_F(SearcherTest, StemsWordsByTheLanguageOfTheArticle) {
  storage_.Write(ArticleOf(1, "title: 'Neue Häuser' language_code: 'de'"));
  storage_.Write(ArticleOf(2, "title: 'New houses' language_code: 'en'"));
  EXPECT_THAT(Found("Haus"), ElementsAre(1));
  EXPECT_THAT(Found("house"), ElementsAre(2));
}

TEST_F(SearcherTest, FindsChineseWordByWord) {
  storage_.Write(ArticleOf(1, "title: '深圳的老式无人机' language_code: 'zh'"));
  EXPECT_THAT(Found("深圳无人机"), ElementsAre(1));
  EXPECT_THAT(Found("\"深圳无人机\""), IsEmpty());
  EXPECT_THAT(Found("\"深圳的老式\""), ElementsAre(1));
  EXPECT_THAT(Missing("广州无人机"), ElementsAre("广州"));
}

TEST_F(SearcherTest, NamesFindArticlesInAllTheirSpellings) {
  storage_.Write(ArticleOf(1,
                           "title: 'Shenzhen opens a port' "
                           "mentions { entity: 'shenzhen' surface_form: 'Shenzhen' count: 1 }"));
  storage_.Write(ArticleOf(2,
                           "title: '深圳開港' "
                           "mentions { entity: 'shenzhen' surface_form: '深圳' count: 1 }"));
  storage_.Write(ArticleOf(3,
                           "title: 'A bridge from Hong Kong' "
                           "mentions { entity: 'hong-kong' surface_form: 'Hong Kong' count: 2 }"));
  storage_.Write(ArticleOf(4,
                           "title: '香港的桥' "
                           "mentions { entity: 'hong-kong' surface_form: '香港' count: 2 }"));
  EXPECT_THAT(Found("shenzhen"), UnorderedElementsAre(1, 2));
  EXPECT_THAT(Found("深圳"), UnorderedElementsAre(1, 2));
  EXPECT_THAT(Found("hong-kong"), UnorderedElementsAre(3, 4));
  EXPECT_THAT(Found("hong kong"), UnorderedElementsAre(3, 4));
  EXPECT_THAT(Found("Shenzhen City"), UnorderedElementsAre(1, 2));
  EXPECT_THAT(Found("Hongkong"), UnorderedElementsAre(3, 4));
  EXPECT_THAT(Found("香港桥"), ElementsAre(4));
  EXPECT_THAT(Found("香港 absent bridge", "filter { mentions: 'hong-kong' }"), ElementsAre(3));
  EXPECT_THAT(Found("mention:Shenzhen"), ElementsAre(2, 1));
  ASSERT_OK_AND_ASSIGN(const auto response,
                       Search("query: '香港' filter { mentions: 'hong-kong' }"));
  EXPECT_EQ(response.results(0).title_html(), "<mark>香港</mark>的桥");
}

TEST_F(SearcherTest, FieldsNarrowAQuery) {
  storage_.Write(CategoryOf("tech", "news"));
  storage_.Write(CategoryOf("news"));
  storage_.Write(
      ArticleOf(1,
                "title: 'Chips' body_text: 'noodles' categories: 'categories/tech' "
                "tags: 'ai' language_code: 'en' source { site_uri: 'https://a.example/' } "
                "authors { display_name: 'Chen Li' } list_time { seconds: 1781000000 }"));
  storage_.Write(ArticleOf(2, "title: 'Noodles' body_text: 'chips'"));
  EXPECT_THAT(Found("title:chip"), ElementsAre(1));
  EXPECT_THAT(Found("title:noodles OR title:chips"), UnorderedElementsAre(1, 2));
  EXPECT_THAT(Found("chips -title:noodle"), ElementsAre(1));
  for (const char* query : {"category:news", "tag:AI", "lang:en", "source:a.example",
                            "source:https://a.example", "author:chen", "author:\"chen li\"",
                            "before:2026-07", "chips after:2026-06-01 before:2026-07-01"}) {
    EXPECT_THAT(Found(query), ElementsAre(1)) << query;
  }
  EXPECT_THAT(Found("chips -category:news"), ElementsAre(2));
  EXPECT_THAT(Missing("chips before:never"), ElementsAre("before,never", "before,never"));
}

TEST_F(SearcherTest, StarFindsWhatBeginsSo) {
  storage_.Write(ArticleOf(1, "title: 'Submarines'"));
  EXPECT_THAT(Found("subm*"), ElementsAre(1));
  EXPECT_THAT(Found("su*"), IsEmpty());
  ASSERT_OK_AND_ASSIGN(const auto response, Search("query: 'subm*'"));
  EXPECT_EQ(response.results(0).title_html(), "<mark>Submarines</mark>");
}

TEST_F(SearcherTest, MatchesOfMostWordsFollowAndSayWhatIsMissing) {
  storage_.Write(ArticleOf(1, "title: 'Robots cook noodles'"));
  storage_.Write(ArticleOf(2, "title: 'Robots cook rice' tags: 'ai'"));
  storage_.Write(ArticleOf(3, "title: 'Robots sleep'"));
  ASSERT_OK_AND_ASSIGN(auto response, Search("query: 'robot cooks noodles'"));
  ASSERT_EQ(response.results_size(), 2);
  EXPECT_THAT(response.results(0).missing(), IsEmpty());
  EXPECT_THAT(response.results(1).missing(), ElementsAre("noodles"));
  ASSERT_OK_AND_ASSIGN(response, Search("query: 'robot sleeps (noodles OR (fried rice))'"));
  EXPECT_THAT(response.results(0).missing(), ElementsAre("noodles OR fried rice"));
  ASSERT_OK_AND_ASSIGN(response, Search("query: 'robot cooks noodles'"));
  EXPECT_EQ(response.estimated_total(), 1);
  EXPECT_THAT(Found("robot cook -noodles sleep"), UnorderedElementsAre(2, 3));
  EXPECT_THAT(Found("robot cooks noodles", "order: ORDER_NEWEST"), ElementsAre(1));
  EXPECT_THAT(Found("cook noodles"), ElementsAre(1));
  EXPECT_THAT(Found("robot cook noodles", "filter { tags: 'ai' }"), ElementsAre(2));
}

TEST_F(SearcherTest, WhereNothingHasMoreMatchesOfHalfFollowThenOfOne) {
  storage_.Write(ArticleOf(1, "title: 'Robots cook noodles'"));
  storage_.Write(ArticleOf(2, "title: 'Robots sleep'"));
  EXPECT_THAT(Missing("robot absent"), ElementsAre("absent", "absent"));
  EXPECT_THAT(Found("robot cook absent lacking"), ElementsAre(1));
  EXPECT_THAT(Missing("robot cook absent lacking"), ElementsAre("absent,lacking"));
  EXPECT_THAT(Found("robot noodles"), ElementsAre(1));
  EXPECT_THAT(Missing("noodles absent lacking"), ElementsAre("absent,lacking"));
  EXPECT_THAT(Found("noodles or absent"), IsEmpty());
  EXPECT_THAT(Found("robot absent -sleep"), ElementsAre(1));
  EXPECT_THAT(Found("robot absent", "order: ORDER_NEWEST"), IsEmpty());
}

TEST_F(SearcherTest, MatchesOfHalfArePagedThrough) {
  for (int n = 1; n <= 3; ++n) storage_.Write(ArticleOf(n, "title: 'Chips'"));
  ASSERT_OK_AND_ASSIGN(const auto page, Search("query: 'chips absent' page_size: 2"));
  EXPECT_EQ(page.results_size(), 2);
  EXPECT_THAT(Found("chips absent",
                    absl::StrCat("page_size: 2 page_token: '", page.next_page_token(), "'")),
              ElementsAre(1));
}

TEST_F(SearcherTest, FunctionWordsArePassedOverBesideOthers) {
  storage_.Write(ArticleOf(1, "title: 'Robots cost little'"));
  storage_.Write(ArticleOf(2, "title: 'The Who sing'"));
  EXPECT_THAT(Found("how much does a robot cost"), ElementsAre(1));
  EXPECT_THAT(Missing("how much does a robot cost"), ElementsAre(""));
  EXPECT_THAT(Found("the who"), ElementsAre(2));
  EXPECT_THAT(Missing("WHO robots cost"), ElementsAre("WHO"));
  EXPECT_THAT(Found("title:the"), ElementsAre(2));
  EXPECT_THAT(Found("\"the robots\""), IsEmpty());
}

TEST_F(SearcherTest, WordsSideBySideComeFirst) {
  storage_.Write(ArticleOf(1, "body_text: 'There is Cantonese opera here, too.'"));
  storage_.Write(ArticleOf(2, "body_text: 'The opera is here; Cantonese, too.'"));
  EXPECT_THAT(Found("cantonese opera"), ElementsAre(1, 2));
}

TEST_F(SearcherTest, OfEqualMatchesTheNewerComesFirst) {
  storage_.Write(ArticleOf(1, "body_text: 'On chips.' list_time { seconds: 1795000000 }"));
  storage_.Write(ArticleOf(2, "body_text: 'On chips.' list_time { seconds: 1780000000 }"));
  storage_.Write(ArticleOf(3, "title: 'Chips' list_time { seconds: 1700000000 }"));
  for (int n = 4; n <= 9; ++n) storage_.Write(ArticleOf(n));
  EXPECT_THAT(Found("chips"), ElementsAre(3, 1, 2));
}

TEST_F(SearcherTest, TagsAreNamesInAnyLanguage) {
  storage_.Write(ArticleOf(1, "title: 'A quay' tags: 'low-altitude-economy'"));
  storage_.Write(ArticleOf(2, "title: 'A pier' tags: 'quays'"));
  EXPECT_THAT(Found("低空经济"), ElementsAre(1));
}

TEST_F(SearcherTest, NamesInTitlesWeighMoreInAnyLanguage) {
  const std::string mention = "mentions { entity: 'macao' surface_form: 'Macau' count: 2 }";
  storage_.Write(ArticleOf(
      1, absl::StrCat("title: 'Macau’s walls' body_text: 'Of Macau and old stones.' ", mention)));
  storage_.Write(ArticleOf(
      2, absl::StrCat("title: 'The sleeves' body_text: 'Of Macau, again Macau.' ", mention)));
  EXPECT_THAT(Found("澳门"), ElementsAre(1, 2));
}

TEST_F(SearcherTest, MarksMatchesAndEscapesTheRest) {
  storage_.Write(ArticleOf(1, "title: 'Robots & <script> \"robot\"' body_text: 'no match here'"));
  ASSERT_OK_AND_ASSIGN(const auto response, Search("query: 'robot'"));
  EXPECT_EQ(response.results(0).title_html(),
            "<mark>Robots</mark> &amp; &lt;script&gt; &quot;<mark>robot</mark>&quot;");
  EXPECT_EQ(response.results(0).snippet_html(), "Teaser 1");
  EXPECT_EQ(response.results(0).article().body_text(), "");
  EXPECT_EQ(response.estimated_total(), 1);
}

TEST_F(SearcherTest, SnippetIsCutAroundTheMatch) {
  std::string body;
  for (int i = 0; i < 100; ++i) absl::StrAppend(&body, "Filler number ", i, " says little. ");
  absl::StrAppend(&body, "At last the submarine surfaces. ");
  for (int i = 0; i < 100; ++i) absl::StrAppend(&body, "Padding number ", i, " adds less. ");
  storage_.Write(ArticleOf(1, absl::StrCat("body_text: '", body, "'")));
  ASSERT_OK_AND_ASSIGN(const auto response, Search("query: 'submarines'"));
  const std::string& snippet = response.results(0).snippet_html();
  EXPECT_NE(snippet.find("<mark>submarine</mark>"), std::string::npos) << snippet;
  EXPECT_EQ(snippet.substr(0, 3), "…");
  EXPECT_LT(snippet.size(), 300);
}

TEST_F(SearcherTest, FiltersNarrowASearch) {
  storage_.Write(CategoryOf("tech", "news"));
  storage_.Write(CategoryOf("news"));
  storage_.Write(ArticleOf(1, "title: 'Chips' categories: 'categories/tech' tags: 'ai'"));
  storage_.Write(ArticleOf(2, "title: 'Chips' language_code: 'zh-Hant' mentions { entity: 'a' }"));
  EXPECT_THAT(Found("chips", "filter { categories: 'categories/news' }"), ElementsAre(1));
  EXPECT_THAT(Found("chips", "filter { tags: ['ai', 'x'] }"), ElementsAre(1));
  EXPECT_THAT(Found("chips", "filter { language_codes: 'zh' mentions: 'a' }"), ElementsAre(2));
  EXPECT_THAT(Found("chips", "filter { start_time { seconds: 1790000120 } }"), ElementsAre(2));
  EXPECT_THAT(Found("chips", "filter { end_time { seconds: 1790000120 } }"), ElementsAre(1));
}

TEST_F(SearcherTest, SuggestsTheSpellingOfWordsThatAreThere) {
  storage_.Write(ArticleOf(1, "title: 'Shenzhen builds submarines'"));
  ASSERT_OK_AND_ASSIGN(auto response, Search("query: 'shenzen submarines'"));
  EXPECT_EQ(response.suggested_query(), "shenzhen submarines");
  storage_.Write(ArticleOf(1, "revision: 2 delete_time { seconds: 5 }"));
  ASSERT_OK_AND_ASSIGN(response, Search("query: 'shenzen submarines'"));
  EXPECT_EQ(response.suggested_query(), "");
}

TEST_F(SearcherTest, EditsAndDeletionsAreSeen) {
  storage_.Write(ArticleOf(1, "title: 'Kites'"));
  EXPECT_THAT(Found("kites"), ElementsAre(1));
  storage_.Write(ArticleOf(1, "revision: 2 title: 'Drones'"));
  EXPECT_THAT(Found("kites"), IsEmpty());
  EXPECT_THAT(Found("drones"), ElementsAre(1));
  storage_.Redact("articles/" + IdOfNumber(1));
  EXPECT_THAT(Found("drones"), IsEmpty());
}

TEST_F(SearcherTest, PagesHoldEveryMatchOnce) {
  for (int n = 1; n <= 7; ++n) storage_.Write(ArticleOf(n, "title: 'Chips'"));
  for (const char* order : {"ORDER_RELEVANCE", "ORDER_NEWEST"}) {
    std::vector<int> seen;
    std::string token;
    do {
      ASSERT_OK_AND_ASSIGN(const auto page,
                           Search(absl::StrCat("query: 'chips' page_size: 3 order: ", order,
                                               " page_token: '", token, "'")));
      EXPECT_EQ(page.estimated_total(), 7);
      for (const auto& result : page.results()) {
        const std::string& name = result.article().name();
        seen.push_back(std::stoi(name.substr(name.size() - 12)));
      }
      token = page.next_page_token();
    } while (!token.empty());
    EXPECT_THAT(seen, UnorderedElementsAre(7, 6, 5, 4, 3, 2, 1)) << order;
  }
}

TEST_F(SearcherTest, ListWithTextIsNewestFirstInEitherView) {
  for (int n = 1; n <= 5; ++n) {
    storage_.Write(ArticleOf(n, n == 3 ? "" : "title: 'Chips' tags: 'ai'"));
  }
  EXPECT_THAT(Numbers("filter { text: 'chips' }"), ElementsAre(5, 4, 2, 1));
  ASSERT_OK_AND_ASSIGN(auto page, List("filter { text: 'chips' tags: 'ai' } page_size: 3 "
                                       "view: ARTICLE_VIEW_FULL"));
  EXPECT_EQ(page.articles_size(), 3);
  EXPECT_EQ(page.articles(0).body_text(), "Body 5");
  ASSERT_OK_AND_ASSIGN(page, List(absl::StrCat("filter { text: 'chips' tags: 'ai' } page_size: 3 "
                                               "view: ARTICLE_VIEW_FULL page_token: '",
                                               page.next_page_token(), "'")));
  EXPECT_EQ(page.articles_size(), 1);
  EXPECT_EQ(page.next_page_token(), "");
}

TEST_F(SearcherTest, ManySearchAtOnceWhileArticlesCome) {
  for (int n = 1; n <= 20; ++n) storage_.Write(ArticleOf(n, "title: 'Chips' tags: 'ai'"));
  EXPECT_EQ(Found("chips", "page_size: 100").size(), 20);
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([this] {
      for (int i = 0; i < 300; ++i) {
        for (const char* text : {"query: 'chips'", "query: 'NOT absent'", "query: 'zzz OR chips'",
                                 "query: '\"chips\"' filter { tags: 'ai' } order: ORDER_NEWEST"}) {
          v1::SearchArticlesRequest request;
          if (!google::protobuf::TextFormat::ParseFromString(text, &request)) std::abort();
          request.set_page_size(1);
          const auto response = Do(&v1::QueryService::Stub::SearchArticles, request);
          ASSERT_OK(response);
          EXPECT_EQ(response->results_size(), 1) << text;
        }
      }
    });
  }
  for (int n = 21; n <= 60; ++n) {
    storage_.Write(ArticleOf(n, "title: 'Chips' tags: 'ai'"));
    absl::SleepFor(absl::Milliseconds(10));
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(Found("chips", "page_size: 100").size(), 60);
}

TEST_F(SearcherTest, BadRequestsAreBlamed) {
  EXPECT_THAT(Search(""), BlamesField("query"));
  EXPECT_THAT(Search("query: ' '"), BlamesField("query"));
  EXPECT_THAT(Search(absl::StrCat("query: '", std::string(1001, 'x'), "'")), BlamesField("query"));
  EXPECT_THAT(Search("query: 'x' filter { text: 'y' }"), BlamesField("filter.text"));
  EXPECT_THAT(Search("query: 'x' page_size: -5"), BlamesField("page_size"));
  EXPECT_THAT(Search("query: 'x' page_token: 'y'"), BlamesField("page_token"));
  EXPECT_THAT(Search("query: 'x' order: 9"), BlamesField("order"));
}

TEST_F(SearcherTest, NewIndexSaysThatItIsBuilding) {
  StopService();
  storage_.set_away(true);
  std::filesystem::remove_all(directory_);
  StartService();
  v1::SearchArticlesRequest request;
  request.set_query("x");
  const auto response = Do(&v1::QueryService::Stub::SearchArticles, request);
  EXPECT_THAT(response, IsError(absl::StatusCode::kUnavailable, "being built"));
  EXPECT_EQ(Reason(response.status()), "INDEX_BUILDING");
}

TEST_F(SearcherTest, NothingButExclusionsMeansEverythingElseNewestFirst) {
  storage_.Write(ArticleOf(2, "title: 'Robots cook'"));
  storage_.Write(ArticleOf(1, "title: 'Ports'"));
  storage_.Write(ArticleOf(3, "title: 'A bridge opens'"));
  storage_.Write(ArticleOf(4, "title: 'Of the sea bridge'"));
  EXPECT_THAT(Found("-bridge"), ElementsAre(2, 1));
  EXPECT_THAT(Found("NOT robot"), ElementsAre(4, 3, 1));
  EXPECT_THAT(Found("-bridge -\"robots cook\""), ElementsAre(1));
  EXPECT_THAT(Found("-\"sea bridge\""), ElementsAre(3, 2, 1));
  EXPECT_THAT(Found("-absent", "page_size: 3"), ElementsAre(4, 3, 2));
  ASSERT_OK_AND_ASSIGN(const auto page, Search("query: '-absent' page_size: 3"));
  EXPECT_THAT(Found("-absent", absl::StrCat("page_token: '", page.next_page_token(), "'")),
              ElementsAre(1));
  EXPECT_THAT(Found("-"), IsEmpty());
}

TEST_F(SearcherTest, WhatIsExcludedStaysSoWhereOperatorsMakeNoSense) {
  storage_.Write(ArticleOf(1, "title: 'A drone flies'"));
  storage_.Write(ArticleOf(2, "title: 'A kite flies'"));
  for (const char* query : {"flies -drone OR", "OR flies -drone", "(flies -drone", "AND -drone"}) {
    const std::vector<int> found = Found(query);
    EXPECT_EQ(std::count(found.begin(), found.end(), 1), 0) << query;
  }
}

TEST_F(SearcherTest, TokenOfASearchWithoutFilterGoesOnWithAnEmptyOne) {
  for (int n = 1; n <= 3; ++n) storage_.Write(ArticleOf(n, "title: 'Chips'"));
  ASSERT_OK_AND_ASSIGN(const auto page, Search("query: 'chips' page_size: 2"));
  EXPECT_THAT(Found("chips", absl::StrCat("filter {} page_token: '", page.next_page_token(), "'")),
              ElementsAre(1));
}

}  // namespace
}  // namespace broadsheet::query
