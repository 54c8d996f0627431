#include "query/projector.h"

#include <atomic>
#include <fstream>
#include <memory>
#include <vector>

#include "absl/synchronization/blocking_counter.h"
#include "query/query_fixture.h"

namespace broadsheet::query {
namespace {

using ::broadsheet::testing::BlamesField;
using ::broadsheet::testing::IsError;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Stub = v1::QueryService::Stub;

class ProjectorTest : public QueryFixture {
 protected:
  absl::Status ListReadingAfter(const article::v1::Cursor& cursor, absl::Duration timeout) {
    v1::ListArticlesRequest request;
    *request.mutable_read_after() = cursor;
    return Do(&Stub::ListArticles, request, timeout).status();
  }

  // What a search for every test article finds, once the index is built.
  int Found() {
    auto response = Search("query: 'headline'");
    for (int i = 0; i < 500 && Reason(response.status()) == "INDEX_BUILDING"; ++i) {
      absl::SleepFor(absl::Milliseconds(10));
      response = Search("query: 'headline'");
    }
    EXPECT_OK(response);
    return response.ok() ? static_cast<int>(response->estimated_total()) : -1;
  }
};

TEST_F(ProjectorTest, RestartGoesOnWhereItStopped) {
  for (int n : {1, 2, 3}) storage_.Write(ArticleOf(n));
  EXPECT_THAT(Numbers(""), ElementsAre(3, 2, 1));
  EXPECT_EQ(Found(), 3);
  StopService();
  storage_.TakeAsked();
  storage_.Write(ArticleOf(4));
  StartService();
  EXPECT_THAT(Numbers(""), ElementsAre(4, 3, 2, 1));
  EXPECT_EQ(Found(), 4);
  EXPECT_THAT(storage_.TakeAsked(), Each(::testing::Ge(3)));
}

TEST_F(ProjectorTest, AnotherLogIsFollowedFromItsBeginning) {
  for (int n : {1, 2, 3}) storage_.Write(ArticleOf(n, "categories: 'categories/tech'"));
  storage_.Write(CategoryOf("tech"));
  EXPECT_THAT(Numbers(""), ElementsAre(3, 2, 1));
  EXPECT_EQ(Found(), 3);
  storage_.StartAnew();
  storage_.Write(ArticleOf(9));
  EXPECT_THAT(Numbers(""), ElementsAre(9));
  EXPECT_EQ(Found(), 1);
  EXPECT_THAT(Numbers("filter { categories: 'categories/tech' }"), IsEmpty());
  ASSERT_OK_AND_ASSIGN(const auto categories,
                       Do(&Stub::ListCategories, Asking<v1::ListCategoriesRequest>("")));
  EXPECT_EQ(categories.categories_size(), 0);
}

TEST_F(ProjectorTest, StorageMayGoAwayAndComeBack) {
  storage_.Write(ArticleOf(1));
  EXPECT_THAT(Numbers(""), ElementsAre(1));
  storage_.set_away(true);
  const article::v1::Cursor cursor = storage_.Write(ArticleOf(2));
  const absl::Status behind = ListReadingAfter(cursor, absl::Milliseconds(500));
  EXPECT_THAT(behind, IsError(absl::StatusCode::kUnavailable, "not yet at 2"));
  EXPECT_EQ(Reason(behind), "PROJECTION_BEHIND");
  EXPECT_OK(ListReadingAfter({}, absl::Seconds(5)));
  storage_.set_away(false);
  EXPECT_THAT(Numbers(""), ElementsAre(2, 1));
}

TEST_F(ProjectorTest, CursorOfAnEarlierEpochStillCounts) {
  const article::v1::Cursor old = storage_.Write(ArticleOf(1));
  storage_.Write(ArticleOf(2));
  storage_.NewEpoch();
  EXPECT_THAT(Numbers(""), ElementsAre(2, 1));
  EXPECT_OK(ListReadingAfter(old, absl::Seconds(5)));
}

TEST_F(ProjectorTest, CursorOfAnotherLogIsRefused) {
  article::v1::Cursor cursor = storage_.Write(ArticleOf(1));
  EXPECT_OK(ListReadingAfter(cursor, absl::Seconds(5)));
  cursor.set_commit_id("0123456789abcdef");
  EXPECT_EQ(Reason(ListReadingAfter(cursor, absl::Seconds(5))), "LOG_DIVERGED");
  storage_.NewEpoch();
  EXPECT_THAT(Numbers(""), ElementsAre(1));
  EXPECT_EQ(Reason(ListReadingAfter(cursor, absl::Seconds(5))), "LOG_DIVERGED");
}

TEST_F(ProjectorTest, CursorBeyondTheLogIsRefusedAtOnce) {
  article::v1::Cursor cursor = storage_.Write(ArticleOf(1));
  cursor.set_position(1'000'000);
  const absl::Status refused = ListReadingAfter(cursor, absl::Hours(1));
  EXPECT_THAT(refused, IsError(absl::StatusCode::kOutOfRange, "beyond the log, which ends at 1"));
  EXPECT_EQ(Reason(refused), "LOG_DIVERGED");
}

TEST_F(ProjectorTest, CursorOfAnUnknownEpochIsRefusedAtOnce) {
  article::v1::Cursor cursor = storage_.Write(ArticleOf(1));
  cursor.set_epoch(99);
  const absl::Status refused = ListReadingAfter(cursor, absl::Hours(1));
  EXPECT_THAT(refused, IsError(absl::StatusCode::kOutOfRange, "which ends at 1 of epoch 1"));
  EXPECT_EQ(Reason(refused), "LOG_DIVERGED");
}

TEST_F(ProjectorTest, NewEpochIsWaitedFor) {
  storage_.Write(ArticleOf(1));
  EXPECT_THAT(Numbers(""), ElementsAre(1));
  storage_.NewEpoch();
  EXPECT_OK(ListReadingAfter(storage_.head(), absl::Seconds(20)));
}

TEST_F(ProjectorTest, LogIsWatchedFromItsEndOn) {
  storage_.Write(ArticleOf(1));
  EXPECT_THAT(Numbers(""), ElementsAre(1));
  EXPECT_EQ(Found(), 1);
  for (int n = 2; n <= 20; ++n) {
    storage_.Write(ArticleOf(n));
    EXPECT_EQ(Numbers("page_size: 100").size(), n);
  }
  EXPECT_EQ(Found(), 20);
  // Each projection asked at its start, and perhaps once more before it watched.
  EXPECT_LE(storage_.TakeAsked().size(), 4);
}

TEST_F(ProjectorTest, LogThatCannotBeWatchedIsPolled) {
  storage_.set_watched(false);
  for (int n = 1; n <= 3; ++n) {
    storage_.Write(ArticleOf(n));
    EXPECT_EQ(Numbers("").size(), n);
  }
  storage_.set_watched(true);
  storage_.Write(ArticleOf(4));
  EXPECT_THAT(Numbers(""), ElementsAre(4, 3, 2, 1));
}

TEST_F(ProjectorTest, CallsThatWaitLeaveTheOthersTheirThreads) {
  constexpr int kWaiting = 500;
  storage_.Write(ArticleOf(1));
  EXPECT_THAT(Numbers(""), ElementsAre(1));
  storage_.set_away(true);
  const article::v1::Cursor cursor = storage_.Write(ArticleOf(2));
  v1::ListArticlesRequest request;
  *request.mutable_read_after() = cursor;
  std::vector<std::unique_ptr<grpc::ClientContext>> contexts;
  std::vector<v1::ListArticlesResponse> responses(kWaiting);
  absl::BlockingCounter waiting(kWaiting);
  std::atomic<int> answered = 0;
  for (int i = 0; i < kWaiting; ++i) {
    contexts.push_back(ContextFor(BackgroundCall("waits", absl::Minutes(5))));
    stub_->async()->ListArticles(contexts.back().get(), &request, &responses[i],
                                 [&](const grpc::Status& status) {
                                   if (status.ok()) ++answered;
                                   waiting.DecrementCount();
                                 });
  }
  EXPECT_OK(ListReadingAfter({}, absl::Seconds(20)));
  EXPECT_EQ(answered, 0);
  storage_.set_away(false);
  waiting.Wait();
  EXPECT_EQ(answered, kWaiting);
}

TEST_F(ProjectorTest, MalformedCursorIsBlamed) {
  article::v1::Cursor cursor;
  cursor.set_position(-1);
  EXPECT_THAT(ListReadingAfter(cursor, absl::Seconds(5)), BlamesField("read_after.position"));
  cursor.set_position(1);
  EXPECT_THAT(ListReadingAfter(cursor, absl::Seconds(5)), BlamesField("read_after.commit_id"));
}

TEST_F(ProjectorTest, SecondInstanceServesAndTakesOver) {
  auto pool = database_.NewPool("query", 8);
  ServiceEnvironment environment{*metrics_, *pool};
  ASSERT_OK_AND_ASSIGN(const auto second,
                       MakeQueryInstance({directory_ + "/2", storage_.address(), ""}, environment));
  ASSERT_OK_AND_ASSIGN(const auto server,
                       Server::Start({"127.0.0.1:0", second->grpc_services(), {}}));
  second->Start();
  for (int n = 1; n <= 50; ++n) {
    storage_.Write(ArticleOf(n));
    if (n % 10 == 0) {
      EXPECT_EQ(Numbers("page_size: 100").size(), n);
    }
  }
  stub_ = v1::QueryService::NewStub(MakeChannel(absl::StrCat("127.0.0.1:", server->port())));
  EXPECT_EQ(Numbers("page_size: 100").size(), 50);
  StopService();
  storage_.Write(ArticleOf(51));
  EXPECT_EQ(Numbers("page_size: 100").size(), 51);
  second->Drain();
  server->Shutdown(absl::Seconds(5));
}

TEST_F(ProjectorTest, IndexDirectoryBelongsToOneProcess) {
  EXPECT_THAT(MakeQueryInstance({directory_, storage_.address(), ""}, *environment_),
              IsError(absl::StatusCode::kFailedPrecondition, directory_));
}

TEST_F(ProjectorTest, DirectoryOfSomethingElseIsLeftAlone) {
  std::filesystem::create_directories(directory_ + "/mine/search");
  const std::string file = directory_ + "/mine/search/letter.txt";
  std::ofstream(file) << "Dear reader";
  EXPECT_THAT(MakeQueryInstance({directory_ + "/mine", storage_.address(), ""}, *environment_),
              IsError(absl::StatusCode::kUnavailable, "holds something else"));
  EXPECT_TRUE(std::filesystem::exists(file));
}

TEST_F(ProjectorTest, BrokenIndexIsBuiltAgain) {
  storage_.Write(ArticleOf(1));
  EXPECT_EQ(Found(), 1);
  StopService();
  for (const auto& file : std::filesystem::directory_iterator(directory_ + "/search")) {
    std::filesystem::resize_file(file.path(), 1);
  }
  StartService();
  AwaitIndex();
  EXPECT_EQ(Found(), 1);
}

}  // namespace
}  // namespace broadsheet::query
