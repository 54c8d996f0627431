#include <atomic>
#include <stdexcept>
#include <thread>

#include "common/rpc/runner.h"
#include "common/rpc_fixture.h"
#include "common/status.h"

namespace broadsheet {
namespace {

using ::broadsheet::testing::BlamesField;
using ::broadsheet::testing::IsError;

TEST_F(RpcTest, AnswersWithWhatTheHandlerReturns) {
  service_.get_article = [](const Call& call, const GetArticleRequest& request) {
    EXPECT_EQ(call.method, "broadsheet.storage.v1.StorageService/GetArticle");
    EXPECT_EQ(call.trace_id.size(), 32u);
    EXPECT_GT(call.time_left(), absl::Seconds(10));
    EXPECT_LT(call.time_left(), absl::Seconds(20));
    Article article;
    article.set_title("about " + request.name());
    return article;
  };
  GetArticleRequest request;
  request.set_name("深圳");
  ASSERT_OK_AND_ASSIGN(const Article article, Get(request));
  EXPECT_EQ(article.title(), "about 深圳");
}

TEST_F(RpcTest, ErrorKeepsItsDetails) {
  service_.get_article = [](const Call&, const GetArticleRequest&) {
    return InvalidField("name", "is not articles/{uuid}");
  };
  EXPECT_THAT(Get({}), BlamesField("name"));
}

TEST_F(RpcTest, NulByteIsTheCallersFault) {
  service_.get_article = [](const Call&, const GetArticleRequest&) { return Article(); };
  GetArticleRequest request;
  request.set_name(std::string("a\0b", 3));
  EXPECT_THAT(Get(request), BlamesField("name"));
}

TEST_F(RpcTest, InvalidUtf8IsTheCallersFault) {
  grpc::Slice slice(std::string("\x0a\x02\xff\xfe", 4));
  grpc::ByteBuffer bytes(&slice, 1);
  GetArticleRequest request;
  EXPECT_THAT(ParseMessage(bytes, &request), BlamesField("name"));
}

TEST_F(RpcTest, InvalidUtf8IsBlamedByItsPath) {
  WriteArticlesRequest request;
  request.add_writes()->mutable_article()->set_title("good");
  request.add_writes()->mutable_article()->add_authors()->set_display_name("good");
  request.mutable_writes(1)->mutable_article()->add_authors()->set_display_name("bad?");
  std::string wire = request.SerializeAsString();
  wire.replace(wire.find("bad?"), 4, "bad\xff");
  grpc::Slice slice(wire);
  EXPECT_THAT(ParseMessage(grpc::ByteBuffer(&slice, 1), &request),
              BlamesField("writes[1].article.authors[1].display_name"));
}

TEST_F(RpcTest, NulByteIsLeftToAHandlerThatLooksItself) {
  GetArticleRequest request;
  request.set_name(std::string("a\0b", 3));
  const grpc::ByteBuffer bytes = SerializeMessage(request);
  EXPECT_THAT(ParseMessage(bytes, &request), BlamesField("name"));
  ASSERT_OK(ParseMessage(bytes, &request, NulBytes::kAllowed));
  EXPECT_EQ(request.name().size(), 3u);
}

TEST_F(RpcTest, BytesThatAreNoMessageAreTheCallersFault) {
  grpc::Slice slice(std::string("\x0a\x7f"));
  grpc::ByteBuffer bytes(&slice, 1);
  GetArticleRequest request;
  EXPECT_THAT(ParseMessage(bytes, &request),
              IsError(absl::StatusCode::kInvalidArgument, "GetArticleRequest"));
}

TEST_F(RpcTest, RequestThatNeverCameIsNobodysFault) {
  GetArticleRequest request;
  EXPECT_THAT(ParseMessage(grpc::ByteBuffer(), &request),
              IsError(absl::StatusCode::kCancelled, "before its request came"));
}

class QueuelessTest : public RpcTest {
 protected:
  QueuelessTest() : RpcTest(absl::Minutes(1), {.max_queued_calls = 0}) {}
};

TEST_F(QueuelessTest, FullExecutorAsksToComeBack) {
  absl::Notification running, release;
  service_.get_article = [&](const Call&, const GetArticleRequest&) {
    running.Notify();
    release.WaitForNotification();
    return Article();
  };
  std::thread first([&] { EXPECT_OK(Get({})); });
  running.WaitForNotification();
  EXPECT_THAT(Get({}), IsError(absl::StatusCode::kResourceExhausted, "too many calls"));
  release.Notify();
  first.join();
}

TEST_F(RpcTest, MethodNobodyWroteIsUnimplemented) {
  grpc::ClientContext context;
  broadsheet::storage::v1::MergeArticlesResponse response;
  EXPECT_EQ(stub_->MergeArticles(&context, {}, &response).error_code(),
            grpc::StatusCode::UNIMPLEMENTED);
}

TEST_F(RpcTest, AnswerMayComeLaterFromAnotherThread) {
  std::thread later([this] {
    service_.batch_came.WaitForNotification();
    BatchGetArticlesResponse response;
    response.add_articles()->set_title("Later");
    service_.batch_answer(response);
  });
  grpc::ClientContext context;
  BatchGetArticlesResponse response;
  EXPECT_OK(FromGrpc(stub_->BatchGetArticles(&context, {}, &response)));
  later.join();
  ASSERT_EQ(response.articles_size(), 1);
  EXPECT_EQ(response.articles(0).title(), "Later");
}

TEST_F(RpcTest, WhatAHandlerThrowsEndsItsCallAlone) {
  service_.get_article = [](const Call&, const GetArticleRequest& request) -> Article {
    if (request.name().empty()) throw std::runtime_error("secret");
    return Article();
  };
  const absl::Status status = Get({}).status();
  EXPECT_THAT(status, IsError(absl::StatusCode::kInternal, "the service's log has the details"));
  GetArticleRequest named;
  named.set_name("a");
  EXPECT_OK(Get(named));
}

TEST_F(RpcTest, SuspendedCallTakesNoThreadAndIsHandledAgain) {
  Suspension::Resume resume;
  absl::Notification suspended;
  std::atomic<int> runs = 0;
  service_.get_article = [&](const Call& call,
                             const GetArticleRequest& request) -> absl::StatusOr<Article> {
    if (request.name() == "other") return Article();
    ++runs;
    if (!call.suspension->Knows("waited")) {
      call.suspension->Until([&, suspension = call.suspension](Suspension::Resume go_on) {
        suspension->Remember("waited");
        resume = std::move(go_on);
        suspended.Notify();
      });
      return absl::UnavailableError("nobody sees this");
    }
    Article article;
    article.set_title("waited");
    return article;
  };
  absl::StatusOr<Article> answer;
  std::thread caller([&] { answer = Get({}); });
  suspended.WaitForNotification();
  GetArticleRequest other;
  other.set_name("other");
  EXPECT_OK(Get(other));  // there is but one thread
  const std::string waiting =
      "broadsheet_suspended_calls{grpc_service=\"broadsheet.storage.v1.StorageService\"} ";
  EXPECT_THAT(metrics_->Scrape(), ::testing::HasSubstr(waiting + "1"));
  resume(absl::OkStatus());
  caller.join();
  ASSERT_OK(answer);
  EXPECT_EQ(answer->title(), "waited");
  EXPECT_EQ(runs, 2);
  EXPECT_THAT(metrics_->Scrape(), ::testing::HasSubstr(waiting + "0"));
}

TEST_F(RpcTest, ErrorOfWhatACallWaitsForIsItsAnswer) {
  service_.get_article = [](const Call& call, const GetArticleRequest&) -> absl::StatusOr<Article> {
    call.suspension->Until(
        [](const Suspension::Resume& resume) { resume(absl::OutOfRangeError("too far")); });
    return Article();
  };
  EXPECT_THAT(Get({}), IsError(absl::StatusCode::kOutOfRange, "too far"));
}

TEST_F(RpcTest, LongErrorArrivesCutWithItsCode) {
  const std::string uri = "https://example.com/" + std::string(5000, 'x');
  service_.get_article = [&](const Call&, const GetArticleRequest&) {
    return WithReason(InvalidField("uri", uri + "\u6df1\u5733"), "BAD_URI",
                      {{"uri", uri}, {"same", uri}});
  };
  const absl::Status status = Get({}).status();
  EXPECT_THAT(status, IsError(absl::StatusCode::kInvalidArgument, "uri: https://example.com/xxx"));
  EXPECT_LT(status.message().size(), 1000);
  EXPECT_EQ(Reason(status), "BAD_URI");
  EXPECT_THAT(ReasonMetadata(status, "uri"), ::testing::EndsWith("x\u2026"));
  EXPECT_THAT(status, BlamesField("uri"));
}

TEST_F(RpcTest, ErrorOfEveryLengthAndScriptArrives) {
  std::string text;
  service_.get_article = [&](const Call&, const GetArticleRequest&) {
    return InvalidField("title", text);
  };
  for (int i = 0; i < 3000; i += 113) {
    text += "\u6df1\u5733\"\n%";
    for (int j = 0; j < 37; ++j) text += "\u5733";
    EXPECT_THAT(Get({}), BlamesField("title")) << text.size();
  }
}

TEST_F(RpcTest, WhatIsForTheLogStaysInside) {
  service_.get_article = [&](const Call&, const GetArticleRequest&) {
    return WithPublicMessage(absl::UnavailableError("socket /run/secret: no such file"),
                             "the database is away");
  };
  EXPECT_EQ(Get({}).status().message(), "the database is away");
}

TEST_F(RpcTest, TwoServersCannotShareAPort) {
  EXPECT_THAT(Server::Start({absl::StrCat("127.0.0.1:", server_->port()), {}, {}}),
              IsError(absl::StatusCode::kUnavailable, absl::StrCat(server_->port())));
}

}  // namespace
}  // namespace broadsheet
