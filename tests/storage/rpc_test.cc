#include "storage/rpc.h"

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "storage/names.h"
#include "storage/timestamps.h"
#include "storage/writes.h"
#include "support/matchers.h"

namespace broadsheet::storage {
namespace {

using ::broadsheet::testing::BlamesField;
using ::testing::ElementsAre;
using Stub = v1::StorageService::Stub;

class RpcTest : public ::testing::Test {
 protected:
  static TestStorage& storage() {
    static TestStorage storage;
    return storage;
  }
  static Stub& stub() { return storage().stub(); }
};

TEST_F(RpcTest, StreamAnswersInOrderAfterCommit) {
  grpc::ClientContext context;
  auto stream = stub().WriteArticles(&context);
  for (int i = 0; i < 3; ++i) {
    v1::WriteArticlesRequest request;
    request.set_request_id(absl::StrCat("in-order-", i));
    *request.add_writes() = MakeWrite(absl::StrCat("in-order-", i));
    ASSERT_TRUE(stream->Write(request));
  }
  stream->WritesDone();
  v1::WriteArticlesResponse response;
  int64_t position = 0;
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(stream->Read(&response));
    EXPECT_EQ(response.request_id(), absl::StrCat("in-order-", i));
    ASSERT_EQ(response.results_size(), 1);
    EXPECT_EQ(response.results(0).outcome(), article::v1::WRITE_OUTCOME_CREATED);
    EXPECT_GT(response.results(0).position(), position);
    position = response.results(0).position();
    EXPECT_EQ(response.read_after().position(), position);
    EXPECT_OK(storage().Get(response.results(0).name()));
  }
  EXPECT_FALSE(stream->Read(&response));
  EXPECT_TRUE(stream->Finish().ok());
}

TEST_F(RpcTest, MalformedBatchEndsTheStream) {
  grpc::ClientContext context;
  auto stream = stub().WriteArticles(&context);
  v1::WriteArticlesRequest request;
  *request.add_writes() = MakeWrite("malformed");
  ASSERT_TRUE(stream->Write(request));
  v1::WriteArticlesResponse response;
  EXPECT_FALSE(stream->Read(&response));
  EXPECT_THAT(FromGrpc(stream->Finish()), BlamesField("request_id"));
}

TEST_F(RpcTest, NulByteIsBlamedOnItsField) {
  ArticleWrite write = MakeWrite("nul");
  write.mutable_article()->set_title(std::string("a\0b", 3));
  EXPECT_THAT(storage().Write({write}), BlamesField("writes[0].article.title"));
}

TEST_F(RpcTest, WatchDeliversEachChangeAndThenHeartbeats) {
  TestStorage own;
  own.WriteOne(MakeWrite("before"));
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(20));
  auto stream = own.stub().WatchChanges(&context, v1::WatchChangesRequest());
  v1::WatchChangesResponse response;
  ASSERT_TRUE(stream->Read(&response));
  ASSERT_EQ(response.changes_size(), 1);
  EXPECT_EQ(response.changes(0).article().revision().snapshot().title(), "Title of before");
  ASSERT_TRUE(stream->Read(&response));
  EXPECT_EQ(response.changes_size(), 0);
  EXPECT_EQ(response.head().position(), 1);
  own.WriteOne(MakeWrite("after"));
  do {
    ASSERT_TRUE(stream->Read(&response));
  } while (response.changes().empty());
  EXPECT_EQ(response.changes(0).cursor().position(), 2);
  context.TryCancel();
  while (stream->Read(&response)) {
  }
  EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::CANCELLED);
}

TEST_F(RpcTest, WatchOfAnEmptyLogHasHeartbeats) {
  TestStorage own;
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(20));
  auto stream = own.stub().WatchChanges(&context, v1::WatchChangesRequest());
  v1::WatchChangesResponse response;
  ASSERT_TRUE(stream->Read(&response));
  EXPECT_EQ(response.head().position(), 0);
  EXPECT_EQ(response.head().epoch(), 1);
  context.TryCancel();
  stream->Finish().error_code();
}

}  // namespace
}  // namespace broadsheet::storage
