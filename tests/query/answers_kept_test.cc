// That answers which are kept are never older than what readers were told of.
#include <thread>

#include "query/query_fixture.h"

namespace broadsheet::query {
namespace {

using ::testing::ElementsAre;
using Stub = v1::QueryService::Stub;

class AnswersKeptTest : public QueryFixture {
 protected:
  AnswersKeptTest() {
    StopService();
    options_.answer_cache_bytes = 8 << 20;
    StartService();
    AwaitIndex();
  }

  // Of so many requests that were answered from what was kept.
  int64_t hits() {
    const std::string metric = "broadsheet_query_cache_requests_total{outcome=\"hit\"} ";
    const std::string scrape = metrics_->Scrape();
    const size_t at = scrape.find(metric);
    return at == std::string::npos ? 0 : std::stoll(scrape.substr(at + metric.size()));
  }
};

TEST_F(AnswersKeptTest, SameRequestIsAnsweredFromWhatWasKept) {
  storage_.Write(ArticleOf(1, "categories: 'categories/tech'"));
  const auto list = Asking<v1::ListArticlesRequest>("filter { categories: 'categories/tech' }");
  ASSERT_OK_AND_ASSIGN(const auto first, Do(&Stub::ListArticles, list));
  const int64_t before = hits();
  for (const bool reads_after : {true, false}) {
    v1::ListArticlesRequest request = list;
    if (!reads_after) request.clear_read_after();
    ASSERT_OK_AND_ASSIGN(const auto again, Do(&Stub::ListArticles, request));
    EXPECT_EQ(again.SerializeAsString(), first.SerializeAsString());
  }
  EXPECT_EQ(hits(), before + 2);
}

TEST_F(AnswersKeptTest, LongRequestIsNotTakenForAnother) {
  storage_.Write(ArticleOf(1));
  EXPECT_THAT(Numbers(""), ElementsAre(1));
  ASSERT_OK(Do(&Stub::ListArticles, v1::ListArticlesRequest()));
  v1::ListArticlesRequest request;
  for (int i = 0; i < 100; ++i) {
    request.mutable_filter()->add_tags(absl::StrCat(std::string(60, 'x'), i));
  }
  ASSERT_OK_AND_ASSIGN(const auto response, Do(&Stub::ListArticles, request));
  EXPECT_EQ(response.articles_size(), 0);
}

TEST_F(AnswersKeptTest, EveryReadSeesTheChangeBeforeIt) {
  for (int revision = 1; revision <= 30; ++revision) {
    const std::string title = absl::StrCat("Robot ", revision);
    storage_.Write(ArticleOf(1, absl::StrCat("revision: ", revision, " title: '", title,
                                             "' categories: 'categories/tech' tags: '",
                                             revision % 2 == 0 ? "even" : "odd", "'")));
    for (const char* list :
         {"", "filter { categories: 'categories/tech' }", "filter { text: 'robot' }"}) {
      ASSERT_OK_AND_ASSIGN(const auto listed, List(list));
      ASSERT_EQ(listed.articles_size(), 1) << list;
      EXPECT_EQ(listed.articles(0).title(), title) << list;
    }
    EXPECT_EQ(Numbers("filter { tags: 'even' }").size(), revision % 2 == 0 ? 1u : 0u);
    EXPECT_EQ(Numbers("filter { tags: 'odd' }").size(), revision % 2 == 0 ? 0u : 1u);
    for (const char* key :
         {"path: '2026/11/24/headline-1'", "canonical_uri: 'https://news.example/1'"}) {
      EXPECT_EQ(Get(key)->title(), title) << key;
    }
    EXPECT_EQ(Search("query: 'robot'")->results(0).article().title(), title);
  }
}

TEST_F(AnswersKeptTest, LinkFromAnotherArticleIsSeen) {
  storage_.Write(ArticleOf(1));
  const std::string asked = absl::StrCat("name: 'articles/", IdOfNumber(1), "'");
  EXPECT_EQ(Get(asked)->links_size(), 0);
  storage_.Write(ArticleOf(2, "links { kind: KIND_TRANSLATION_OF uri: 'https://news.example/1' }"));
  ASSERT_EQ(Get(asked)->links_size(), 1);
  EXPECT_EQ(Get(asked)->links(0).article(), "articles/" + IdOfNumber(2));
  storage_.Write(ArticleOf(2, "revision: 2 delete_time { seconds: 5 }"));
  EXPECT_EQ(Get(asked)->links_size(), 0);
}

TEST_F(AnswersKeptTest, NewestClaimantOfAUriIsSeen) {
  storage_.Write(ArticleOf(1));
  EXPECT_EQ(Get("canonical_uri: 'https://news.example/1'")->title(), "Headline 1");
  storage_.Write(ArticleOf(2, "canonical_uri: 'https://news.example/1'"));
  EXPECT_EQ(Get("canonical_uri: 'https://news.example/1'")->title(), "Headline 2");
}

TEST_F(AnswersKeptTest, CategoriesAreCountedAndNamedAnew) {
  storage_.Write(CategoryOf("tech"));
  const auto categories = [&] {
    return Do(&Stub::ListCategories, Asking<v1::ListCategoriesRequest>(""))->categories(0);
  };
  EXPECT_EQ(categories().article_count(), 0);
  storage_.Write(ArticleOf(1, "categories: 'categories/tech'"));
  EXPECT_EQ(categories().article_count(), 1);
  article::v1::Category renamed = CategoryOf("tech");
  renamed.set_title("Technology");
  storage_.Write(renamed);
  EXPECT_EQ(categories().category().title(), "Technology");
}

TEST_F(AnswersKeptTest, LogThatIsAnotherOneLeavesNothing) {
  storage_.Write(ArticleOf(1));
  EXPECT_THAT(Numbers(""), ElementsAre(1));
  storage_.StartAnew();
  storage_.Write(ArticleOf(2));
  for (int i = 0; i < 500 && Numbers("") != std::vector<int>{2}; ++i) {
    absl::SleepFor(absl::Milliseconds(10));
  }
  EXPECT_THAT(Numbers(""), ElementsAre(2));
  EXPECT_THAT(Get("path: '2026/11/24/headline-1'"),
              testing::IsError(absl::StatusCode::kNotFound, ""));
}

// One applies, the other one keeps answers.
TEST_F(AnswersKeptTest, ChangesThatAnotherProcessAppliesAreSeen) {
  options_.data_dir = directory_ + "/second";
  std::filesystem::create_directory(options_.data_dir);
  Metrics metrics;
  const auto pool = database_.NewPool("query", 8);
  ServiceEnvironment environment{metrics, *pool};
  auto second = MakeQueryInstance(options_, environment);
  ASSERT_OK(second);
  auto server = Server::Start({.listen = "127.0.0.1:0", .services = (*second)->grpc_services()});
  ASSERT_OK(server);
  (*second)->Start();
  const auto stub =
      v1::QueryService::NewStub(MakeChannel(absl::StrCat("127.0.0.1:", (*server)->port())));
  for (int revision = 1; revision <= 20; ++revision) {
    storage_.Write(
        ArticleOf(1, absl::StrCat("revision: ", revision, " title: 'Title ", revision, "'")));
    for (v1::QueryService::Stub* asked : {stub.get(), stub_.get()}) {
      grpc::ClientContext context;
      context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(10)));
      v1::ListArticlesResponse response;
      ASSERT_OK(
          FromGrpc(asked->ListArticles(&context, Asking<v1::ListArticlesRequest>(""), &response)));
      ASSERT_EQ(response.articles_size(), 1);
      EXPECT_EQ(response.articles(0).title(), absl::StrCat("Title ", revision));
    }
  }
  (*second)->Drain();
  (*server)->Shutdown(absl::Seconds(5));
}

TEST_F(AnswersKeptTest, ReadersAmidWritesNeverGoBack) {
  storage_.Write(ArticleOf(1));
  ASSERT_THAT(Numbers(""), ElementsAre(1));
  std::atomic<bool> done = false;
  std::thread writer([&] {
    for (int revision = 2; revision <= 200; ++revision) {
      storage_.Write(ArticleOf(1, absl::StrCat("revision: ", revision)));
    }
    done = true;
  });
  std::vector<std::thread> readers;
  for (int i = 0; i < 4; ++i) {
    readers.emplace_back([&] {
      int64_t seen = 0;
      while (!done || seen < 200) {
        const auto response = Do(&Stub::ListArticles, v1::ListArticlesRequest());
        ASSERT_OK(response);
        EXPECT_GE(response->articles(0).revision(), seen);
        seen = response->articles(0).revision();
      }
    });
  }
  writer.join();
  for (std::thread& reader : readers) reader.join();
}

}  // namespace
}  // namespace broadsheet::query
