#include "storage/reader.h"

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "storage/timestamps.h"
#include "storage/writes.h"
#include "support/matchers.h"

namespace broadsheet::storage {
namespace {

using ::broadsheet::testing::BlamesField;
using ::broadsheet::testing::IsError;
using Stub = v1::StorageService::Stub;

constexpr char kUnknown[] = "articles/018f3c2e-7b1a-7c3d-9e4f-0123456789ab";

class ReaderTest : public ::testing::Test {
 protected:
  // An article with revisions "0" to "{count - 1}".
  std::string WriteRevisions(int count) {
    WriteResult result;
    for (int i = 0; i < count; ++i) {
      ArticleWrite write = MakeWrite("a", i);
      write.mutable_article()->set_title(absl::StrCat(i));
      Digest(&write);
      result = storage_.WriteOne(write);
    }
    return result.name();
  }

  absl::StatusOr<Article> GetAsOf(const std::string& name,
                                  const google::protobuf::Timestamp& as_of) {
    v1::GetArticleRequest request;
    request.set_name(name);
    *request.mutable_as_of() = as_of;
    return CallUnary<Article>(storage_.stub(), &Stub::GetArticle, request);
  }

  absl::StatusOr<v1::ListRevisionsResponse> ListRevisions(const v1::ListRevisionsRequest& request) {
    return CallUnary<v1::ListRevisionsResponse>(storage_.stub(), &Stub::ListRevisions, request);
  }

  TestStorage storage_;
};

TEST_F(ReaderTest, AnswersEachRevisionByNumberAndTime) {
  const std::string name = WriteRevisions(3);
  for (int i = 0; i < 3; ++i) {
    ASSERT_OK_AND_ASSIGN(const Article article,
                         storage_.Get(absl::StrCat(name, "/revisions/", i + 1)));
    EXPECT_EQ(article.title(), absl::StrCat(i));
    ASSERT_OK_AND_ASSIGN(const Article then, GetAsOf(name, article.update_time()));
    EXPECT_EQ(then.title(), absl::StrCat(i));
  }
}

TEST_F(ReaderTest, WhatDoesNotExistIsNamed) {
  const std::string name = WriteRevisions(1);
  EXPECT_THAT(storage_.Get(kUnknown), IsError(absl::StatusCode::kNotFound, kUnknown));
  EXPECT_EQ(Reason(storage_.Get(kUnknown).status()), "ARTICLE_NOT_FOUND");
  EXPECT_THAT(storage_.Get(name + "/revisions/2"),
              IsError(absl::StatusCode::kNotFound, name + "/revisions/2"));
  EXPECT_THAT(GetAsOf(name, ToTimestamp(absl::UnixEpoch())),
              IsError(absl::StatusCode::kNotFound, name));
}

TEST_F(ReaderTest, WrongRequestsAreBlamed) {
  EXPECT_THAT(storage_.Get("articles/12"), BlamesField("name"));
  EXPECT_THAT(GetAsOf(std::string(kUnknown) + "/revisions/1", {}), BlamesField("as_of"));
  google::protobuf::Timestamp never;
  never.set_nanos(-1);
  EXPECT_THAT(GetAsOf(kUnknown, never), BlamesField("as_of"));
}

TEST_F(ReaderTest, BatchKeepsTheOrderAsked) {
  ASSERT_OK_AND_ASSIGN(const auto written, storage_.Write({MakeWrite("a"), MakeWrite("b")}));
  v1::BatchGetArticlesRequest request;
  request.add_names(written.results(1).name());
  request.add_names(written.results(0).name());
  request.add_names(written.results(1).name());
  ASSERT_OK_AND_ASSIGN(const auto response, CallUnary<v1::BatchGetArticlesResponse>(
                                                storage_.stub(), &Stub::BatchGetArticles, request));
  ASSERT_EQ(response.articles_size(), 3);
  EXPECT_EQ(response.articles(0).title(), "Title of b");
  EXPECT_EQ(response.articles(1).title(), "Title of a");
  EXPECT_EQ(response.articles(2).title(), "Title of b");
}

TEST_F(ReaderTest, BatchNamesWhatDoesNotExist) {
  v1::BatchGetArticlesRequest request;
  EXPECT_THAT(
      CallUnary<v1::BatchGetArticlesResponse>(storage_.stub(), &Stub::BatchGetArticles, request),
      BlamesField("names"));
  request.add_names(kUnknown);
  EXPECT_THAT(
      CallUnary<v1::BatchGetArticlesResponse>(storage_.stub(), &Stub::BatchGetArticles, request),
      IsError(absl::StatusCode::kNotFound, kUnknown));
  request.add_names("articles/x");
  EXPECT_THAT(
      CallUnary<v1::BatchGetArticlesResponse>(storage_.stub(), &Stub::BatchGetArticles, request),
      BlamesField("names[1]"));
}

TEST_F(ReaderTest, HistoryPagesNewestFirst) {
  v1::ListRevisionsRequest request;
  request.set_parent(WriteRevisions(5));
  request.set_page_size(2);
  int64_t revision = 5;
  for (int expected : {2, 2, 1}) {
    ASSERT_OK_AND_ASSIGN(const auto page, ListRevisions(request));
    ASSERT_EQ(page.revisions_size(), expected);
    for (const Revision& entry : page.revisions()) {
      EXPECT_EQ(entry.name(), absl::StrCat(request.parent(), "/revisions/", revision));
      EXPECT_EQ(entry.position(), revision);
      EXPECT_EQ(entry.snapshot().revision(), revision--);
    }
    request.set_page_token(page.next_page_token());
  }
  EXPECT_EQ(request.page_token(), "");
}

TEST_F(ReaderTest, PageTokenOfAnotherArticleIsBlamed) {
  v1::ListRevisionsRequest request;
  request.set_parent(WriteRevisions(2));
  request.set_page_size(1);
  ASSERT_OK_AND_ASSIGN(const auto page, ListRevisions(request));
  request.set_page_token(page.next_page_token());
  request.set_parent(storage_.WriteOne(MakeWrite("b")).name());
  EXPECT_THAT(ListRevisions(request), BlamesField("page_token"));
  request.set_page_token("garbage");
  EXPECT_THAT(ListRevisions(request), BlamesField("page_token"));
  request.set_page_size(-1);
  EXPECT_THAT(ListRevisions(request), BlamesField("page_size"));
  request.set_parent(kUnknown);
  request.set_page_size(1'000'000);
  request.clear_page_token();
  EXPECT_THAT(ListRevisions(request), IsError(absl::StatusCode::kNotFound, kUnknown));
}

}  // namespace
}  // namespace broadsheet::storage
