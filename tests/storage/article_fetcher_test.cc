#include "storage/article_fetcher.h"

#include <gtest/gtest.h>

#include <future>
#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "storage/writes.h"
#include "support/matchers.h"

namespace broadsheet::storage {
namespace {

using ::broadsheet::testing::BlamesField;
using ::broadsheet::testing::IsError;
using Fetched = absl::StatusOr<std::string>;

constexpr char kUnknown[] = "articles/018f3c2e-7b1a-7c3d-9e4f-0123456789ab";

class ArticleFetcherTest : public ::testing::Test {
 protected:
  // One whose only fetcher reads over the only connection of `pool_`.
  std::unique_ptr<ArticleFetcher> MakeFetcher(size_t max_waiting = 1024, size_t max_shared = 128) {
    return std::make_unique<ArticleFetcher>(ArticleFetcher::Options{1, max_waiting, max_shared},
                                            reader_);
  }

  // The answer to come, or why there will be none.
  absl::StatusOr<std::future<Fetched>> Submit(ArticleFetcher& fetcher, const std::string& name,
                                              absl::Time deadline = absl::Now() +
                                                                    absl::Seconds(20)) {
    v1::GetArticleRequest request;
    request.set_name(name);
    auto promise = std::make_shared<std::promise<Fetched>>();
    RETURN_IF_ERROR(
        fetcher.Submit(deadline, request, [promise](absl::StatusOr<std::string_view> article) {
          promise->set_value(Fetched(article));
        }));
    return promise->get_future();
  }

  // Keeps statements that read articles waiting.
  void Lock() {
    other_->Begin();
    ASSERT_OK(other_->RunScript("LOCK TABLE article IN ACCESS EXCLUSIVE MODE"));
  }

  // Submits a call that a fetcher takes and waits for the lock with.
  std::future<Fetched> SubmitBlocked(ArticleFetcher& fetcher, const std::string& name) {
    auto fetched = Submit(fetcher, name);
    while (pool_->in_use() == 0) absl::SleepFor(absl::Milliseconds(1));
    return *std::move(fetched);
  }

  static std::string TitleOf(std::future<Fetched> fetched) {
    Fetched bytes = fetched.get();
    Article article;
    if (!bytes.ok() || !article.ParseFromString(*bytes)) return bytes.status().ToString();
    return article.title();
  }

  std::vector<std::string> WriteArticles(int count) {
    std::vector<ArticleWrite> writes;
    for (int i = 0; i < count; ++i) writes.push_back(MakeWrite(absl::StrCat(i)));
    const auto written = storage_.Write(writes);
    std::vector<std::string> names;
    for (const WriteResult& result : written->results()) names.push_back(result.name());
    return names;
  }

  TestStorage storage_;
  std::unique_ptr<postgres::Pool> pool_ = storage_.database().NewPool("storage", 1);
  Reader reader_{*pool_};
  // The owner: only it may take the lock.
  std::unique_ptr<postgres::Session> other_ =
      *postgres::Session::Connect(storage_.database().conninfo("storage_owner"));
};

TEST_F(ArticleFetcherTest, EachCallerGetsItsArticle) {
  const std::vector<std::string> names = WriteArticles(20);
  const auto fetcher = MakeFetcher();
  Lock();
  std::vector<std::future<Fetched>> fetched;
  fetched.push_back(SubmitBlocked(*fetcher, names[0]));
  // These wait together, each asked for twice.
  for (int i = 0; i < 40; ++i) fetched.push_back(*Submit(*fetcher, names[i % 20]));
  other_->Rollback();
  EXPECT_EQ(TitleOf(std::move(fetched[0])), "Title of 0");
  for (int i = 0; i < 40; ++i) {
    EXPECT_EQ(TitleOf(std::move(fetched[i + 1])), absl::StrCat("Title of ", i % 20));
  }
}

TEST_F(ArticleFetcherTest, WhatDoesNotExistFailsAlone) {
  const std::vector<std::string> names = WriteArticles(2);
  const auto fetcher = MakeFetcher();
  Lock();
  SubmitBlocked(*fetcher, names[0]);
  auto first = *Submit(*fetcher, names[0]);
  auto unknown = *Submit(*fetcher, kUnknown);
  auto second = *Submit(*fetcher, names[1]);
  other_->Rollback();
  EXPECT_EQ(TitleOf(std::move(first)), "Title of 0");
  EXPECT_THAT(unknown.get(), IsError(absl::StatusCode::kNotFound, kUnknown));
  EXPECT_EQ(TitleOf(std::move(second)), "Title of 1");
}

TEST_F(ArticleFetcherTest, RevisionsAreReadAmongTheRest) {
  const std::vector<std::string> names = WriteArticles(2);
  const auto fetcher = MakeFetcher();
  Lock();
  SubmitBlocked(*fetcher, names[0]);
  auto first = *Submit(*fetcher, names[0]);
  auto revision = *Submit(*fetcher, names[1] + "/revisions/1");
  auto missing = *Submit(*fetcher, names[1] + "/revisions/2");
  auto last = *Submit(*fetcher, names[1]);
  other_->Rollback();
  EXPECT_EQ(TitleOf(std::move(first)), "Title of 0");
  EXPECT_EQ(TitleOf(std::move(revision)), "Title of 1");
  EXPECT_THAT(missing.get(), IsError(absl::StatusCode::kNotFound, "/revisions/2"));
  EXPECT_EQ(TitleOf(std::move(last)), "Title of 1");
}

TEST_F(ArticleFetcherTest, MoreThanAStatementHoldsAreAllAnswered) {
  std::vector<ArticleWrite> writes;
  for (int i = 0; i < 5; ++i) {
    writes.push_back(MakeWrite(absl::StrCat(i)));
    // Together more than 3 MiB.
    writes.back().mutable_article()->set_body_text(std::string(800 << 10, 'a' + i));
  }
  ASSERT_OK_AND_ASSIGN(const auto written, storage_.Write(writes));
  const auto fetcher = MakeFetcher(/*max_waiting=*/1024, /*max_shared=*/10);
  Lock();
  SubmitBlocked(*fetcher, written.results(0).name());
  std::vector<std::future<Fetched>> fetched;
  for (int i = 0; i < 25; ++i) fetched.push_back(*Submit(*fetcher, written.results(i % 5).name()));
  other_->Rollback();
  for (int i = 0; i < 25; ++i) {
    EXPECT_EQ(TitleOf(std::move(fetched[i])), absl::StrCat("Title of ", i % 5));
  }
}

TEST_F(ArticleFetcherTest, RefusesCallsBeyondItsBound) {
  const std::vector<std::string> names = WriteArticles(1);
  const auto fetcher = MakeFetcher(/*max_waiting=*/2);
  Lock();
  auto first = SubmitBlocked(*fetcher, names[0]);
  auto second = *Submit(*fetcher, names[0]);
  auto third = *Submit(*fetcher, names[0]);
  EXPECT_THAT(Submit(*fetcher, names[0]),
              IsError(absl::StatusCode::kResourceExhausted, "2 calls of GetArticle wait"));
  other_->Rollback();
  EXPECT_OK(first.get());
  EXPECT_OK(second.get());
  EXPECT_OK(third.get());
  EXPECT_OK(Submit(*fetcher, names[0]));
}

TEST_F(ArticleFetcherTest, DeadlinesHoldWhileTheDatabaseHangs) {
  const std::vector<std::string> names = WriteArticles(1);
  const auto fetcher = MakeFetcher();
  Lock();
  auto taken = *Submit(*fetcher, names[0], absl::Now() + absl::Milliseconds(50));
  auto waits = *Submit(*fetcher, names[0], absl::Now() + absl::Milliseconds(50));
  EXPECT_THAT(taken.get(), IsError(absl::StatusCode::kDeadlineExceeded, ""));
  EXPECT_THAT(waits.get(), IsError(absl::StatusCode::kDeadlineExceeded, ""));
  other_->Rollback();
  EXPECT_EQ(TitleOf(*Submit(*fetcher, names[0])), "Title of 0");
}

TEST_F(ArticleFetcherTest, WrongNamesAreBlamedAtOnce) {
  const auto fetcher = MakeFetcher();
  EXPECT_THAT(Submit(*fetcher, "articles/12"), BlamesField("name"));
}

TEST_F(ArticleFetcherTest, AnswersWhatWaitsBeforeItEnds) {
  const std::vector<std::string> names = WriteArticles(3);
  std::vector<std::future<Fetched>> fetched;
  auto fetcher = MakeFetcher(/*max_waiting=*/1024, /*max_shared=*/1);
  for (const std::string& name : names) fetched.push_back(*Submit(*fetcher, name));
  fetcher.reset();
  for (int i = 0; i < 3; ++i)
    EXPECT_EQ(TitleOf(std::move(fetched[i])), absl::StrCat("Title of ", i));
}

}  // namespace
}  // namespace broadsheet::storage
