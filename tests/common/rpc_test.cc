// The RPC wrapper, the server and the client over a real channel, with a service
// of the contract that does what each test needs.
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <memory>
#include <stdexcept>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "broadsheet/storage/v1/storage_service.grpc.pb.h"
#include "common/rpc/client.h"
#include "common/rpc/runner.h"
#include "common/rpc/server.h"
#include "common/rpc/status.h"
#include "common/status.h"
#include "support/matchers.h"

namespace broadsheet {
namespace {

using ::broadsheet::article::v1::Article;
using ::broadsheet::storage::v1::BatchGetArticlesRequest;
using ::broadsheet::storage::v1::BatchGetArticlesResponse;
using ::broadsheet::storage::v1::GetArticleRequest;
using ::broadsheet::storage::v1::StorageService;
using ::broadsheet::storage::v1::WatchChangesRequest;
using ::broadsheet::storage::v1::WatchChangesResponse;
using ::broadsheet::storage::v1::WriteArticlesRequest;
using ::broadsheet::storage::v1::WriteArticlesResponse;
using ::broadsheet::testing::BlamesField;
using ::broadsheet::testing::IsError;

using RawService = StorageService::WithRawCallbackMethod_GetArticle<
    StorageService::WithRawCallbackMethod_BatchGetArticles<
        StorageService::WithRawCallbackMethod_WatchChanges<
            StorageService::WithRawCallbackMethod_WriteArticles<
                StorageService::WithCallbackMethod_MergeArticles<StorageService::Service>>>>>;

// Answers each message with its id, and the end with a word. One without id is wrong, and
// "throw" does.
class Echo final : public Conversation<WriteArticlesRequest, WriteArticlesResponse> {
 public:
  absl::Status OnMessage(const Call&, WriteArticlesRequest request, Send send) override {
    if (request.request_id().empty()) return InvalidField("request_id", "is required");
    if (request.request_id() == "throw") throw std::runtime_error("as it was told");
    Answer(request.request_id(), send);
    return absl::OkStatus();
  }
  absl::Status OnEnd(const Call&, Send send) override {
    Answer("end", send);
    return absl::OkStatus();
  }

 private:
  static void Answer(const std::string& id, Send send) {
    WriteArticlesResponse response;
    response.set_request_id(id);
    send(response);
  }
};

class TestService final : public RawService {
 public:
  explicit TestService(RpcRunner& rpc) : rpc_(rpc) {}

  std::function<absl::StatusOr<Article>(const Call&, const GetArticleRequest&)> get_article;

  grpc::ServerUnaryReactor* GetArticle(grpc::CallbackServerContext* context,
                                       const grpc::ByteBuffer* in, grpc::ByteBuffer* out) override {
    return rpc_.Unary<GetArticleRequest>(context, "GetArticle", in, out, get_article);
  }

  // Kept until the test answers it.
  Answer<BatchGetArticlesResponse> batch_answer;
  absl::Notification batch_came;

  grpc::ServerUnaryReactor* BatchGetArticles(grpc::CallbackServerContext* context,
                                             const grpc::ByteBuffer* in,
                                             grpc::ByteBuffer* out) override {
    return rpc_.UnaryLater<BatchGetArticlesRequest, BatchGetArticlesResponse>(
        context, "BatchGetArticles", in, out,
        [this](const Call&, BatchGetArticlesRequest, Answer<BatchGetArticlesResponse> answer) {
          batch_answer = std::move(answer);
          batch_came.Notify();
        });
  }

  // Counts without end, until the call is over.
  grpc::ServerWriteReactor<grpc::ByteBuffer>* WatchChanges(grpc::CallbackServerContext* context,
                                                           const grpc::ByteBuffer* in) override {
    return rpc_.ServerStream<WatchChangesRequest, WatchChangesResponse>(
        context, "WatchChanges", in,
        [](const Call& call, const WatchChangesRequest& request,
           StreamWriter<WatchChangesResponse>& writer) {
          WatchChangesResponse response;
          response.add_changes()->mutable_category()->set_title(std::string(100'000, 'x'));
          for (int64_t i = request.after().position(); !call.over(); ++i) {
            response.mutable_head()->set_position(i);
            if (!writer.Write(response)) break;
          }
          return absl::UnavailableError("the call is over");
        });
  }

  bool converses = false;

  // Answers every request with its id.
  grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>* WriteArticles(
      grpc::CallbackServerContext* context) override {
    if (converses) {
      return rpc_.Converse<WriteArticlesRequest, WriteArticlesResponse>(context, "WriteArticles",
                                                                        std::make_unique<Echo>());
    }
    return rpc_.Bidi<WriteArticlesRequest, WriteArticlesResponse>(
        context, "WriteArticles",
        [](const Call&, Stream<WriteArticlesRequest, WriteArticlesResponse>& stream) {
          WriteArticlesRequest request;
          WriteArticlesResponse response;
          while (stream.Read(&request)) {
            response.set_request_id(request.request_id());
            if (!stream.Write(response)) break;
          }
          return absl::OkStatus();
        });
  }

 private:
  RpcRunner& rpc_;
};

class RpcTest : public ::testing::Test {
 protected:
  explicit RpcTest(absl::Duration stream_write_timeout = absl::Minutes(1),
                   const RpcLimits& limits = {})
      : rpc_(std::make_unique<RpcRunner>(
            RpcRunner::Options{.service = "broadsheet.storage.v1.StorageService",
                               .limits = limits,
                               .max_unary = 1,
                               .stream_write_timeout = stream_write_timeout},
            *metrics_)),
        service_(*rpc_) {
    server_ =
        *Server::Start({"127.0.0.1:0", {&service_}, {"broadsheet.storage.v1.StorageService"}});
    channel_ = MakeChannel(absl::StrCat("127.0.0.1:", server_->port()));
    stub_ = StorageService::NewStub(channel_);
  }

  absl::StatusOr<Article> Get(const GetArticleRequest& request) {
    Article article;
    const auto context = ContextFor(BackgroundCall("test", absl::Seconds(20)));
    const absl::Status status = FromGrpc(stub_->GetArticle(context.get(), request, &article));
    if (!status.ok()) return status;
    return article;
  }

  std::unique_ptr<Metrics> metrics_ = std::make_unique<Metrics>();
  std::unique_ptr<RpcRunner> rpc_;
  TestService service_;
  std::unique_ptr<Server> server_;
  std::shared_ptr<grpc::Channel> channel_;
  std::unique_ptr<StorageService::Stub> stub_;
};

// Readers are not waited for long.
class StalledReaderTest : public RpcTest {
 protected:
  StalledReaderTest() : RpcTest(absl::Milliseconds(200)) {}
};

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

TEST_F(RpcTest, StreamAnswersInOrder) {
  grpc::ClientContext context;
  auto stream = stub_->WriteArticles(&context);
  for (int i = 0; i < 100; ++i) {
    WriteArticlesRequest request;
    request.set_request_id(absl::StrCat(i));
    ASSERT_TRUE(stream->Write(request));
  }
  stream->WritesDone();
  WriteArticlesResponse response;
  for (int i = 0; i < 100; ++i) {
    ASSERT_TRUE(stream->Read(&response));
    EXPECT_EQ(response.request_id(), absl::StrCat(i));
  }
  EXPECT_FALSE(stream->Read(&response));
  EXPECT_TRUE(stream->Finish().ok());
}

TEST_F(RpcTest, EndlessStreamEndsWhenTheServerDrains) {
  grpc::ClientContext context;
  auto stream = stub_->WatchChanges(&context, {});
  WatchChangesResponse response;
  ASSERT_TRUE(stream->Read(&response));
  rpc_->Drain();
  while (stream->Read(&response)) {
  }
  EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::UNAVAILABLE);
}

TEST_F(RpcTest, EndlessStreamEndsWhenTheCallerGoes) {
  {
    grpc::ClientContext context;
    auto stream = stub_->WatchChanges(&context, {});
    WatchChangesResponse response;
    ASSERT_TRUE(stream->Read(&response));
    context.TryCancel();
    EXPECT_FALSE(stream->Finish().ok());
  }
  // Waits for the handler: hangs if that did not notice.
  server_->Shutdown(absl::Hours(1));
}

TEST_F(StalledReaderTest, IsCutOffWithAReason) {
  grpc::ClientContext context;
  auto stream = stub_->WatchChanges(&context, {});
  WatchChangesResponse response;
  // Reads on only after the handler has ended; what was on its way still comes.
  while (rpc_->streams_running() == 0) absl::SleepFor(absl::Milliseconds(1));
  while (rpc_->streams_running() > 0) absl::SleepFor(absl::Milliseconds(1));
  int64_t next = 0;
  while (stream->Read(&response)) EXPECT_EQ(response.head().position(), next++);
  EXPECT_GT(next, 0);
  const absl::Status status = FromGrpc(stream->Finish());
  EXPECT_THAT(status, IsError(absl::StatusCode::kResourceExhausted, "has not read"));
  EXPECT_EQ(Reason(status), "SLOW_READER");
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
  resume(absl::OkStatus());
  caller.join();
  ASSERT_OK(answer);
  EXPECT_EQ(answer->title(), "waited");
  EXPECT_EQ(runs, 2);
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

class ConversationTest : public RpcTest {
 protected:
  using ClientStream = grpc::ClientReaderWriter<WriteArticlesRequest, WriteArticlesResponse>;
  struct Talk {
    grpc::ClientContext context;
    std::unique_ptr<ClientStream> stream;

    // What `id` is answered with; empty where the stream has ended.
    std::string Say(const std::string& id) {
      WriteArticlesRequest request;
      request.set_request_id(id);
      return stream->Write(request) ? Hear() : "";
    }
    std::string Hear() {
      WriteArticlesResponse response;
      return stream->Read(&response) ? response.request_id() : "";
    }
    absl::Status Finish() { return FromGrpc(stream->Finish()); }
  };

  explicit ConversationTest(const RpcLimits& limits = {}) : RpcTest(absl::Minutes(1), limits) {
    service_.converses = true;
  }

  std::unique_ptr<Talk> Begin() {
    auto talk = std::make_unique<Talk>();
    talk->stream = stub_->WriteArticles(&talk->context);
    return talk;
  }
};

TEST_F(ConversationTest, AnswersEachMessageAndTheEnd) {
  const auto talk = Begin();
  for (int i = 0; i < 100; ++i) EXPECT_EQ(talk->Say(absl::StrCat(i)), absl::StrCat(i));
  talk->stream->WritesDone();
  EXPECT_EQ(talk->Hear(), "end");
  EXPECT_OK(talk->Finish());
}

TEST_F(ConversationTest, MessagesThatComeAtOnceAreAnsweredInOrder) {
  const auto talk = Begin();
  for (int i = 0; i < 100; ++i) {
    WriteArticlesRequest request;
    request.set_request_id(absl::StrCat(i));
    ASSERT_TRUE(talk->stream->Write(request));
  }
  for (int i = 0; i < 100; ++i) EXPECT_EQ(talk->Hear(), absl::StrCat(i));
}

TEST_F(ConversationTest, ErrorEndsTheStream) {
  const auto talk = Begin();
  EXPECT_EQ(talk->Say("a"), "a");
  EXPECT_EQ(talk->Say(""), "");
  EXPECT_THAT(talk->Finish(), BlamesField("request_id"));
}

TEST_F(ConversationTest, WhatIsThrownEndsTheStreamAlone) {
  const auto other = Begin();
  const auto talk = Begin();
  EXPECT_EQ(talk->Say("throw"), "");
  EXPECT_THAT(talk->Finish(), IsError(absl::StatusCode::kInternal, ""));
  EXPECT_EQ(other->Say("a"), "a");
}

TEST_F(ConversationTest, SilentOnesTakeNoThread) {
  std::vector<std::unique_ptr<Talk>> silent;
  for (int i = 0; i < 300; ++i) silent.push_back(Begin());
  for (const auto& talk : silent) EXPECT_EQ(talk->Say("a"), "a");
}

TEST_F(ConversationTest, SilentOnesEndAtOnceWhenTheServerDrains) {
  std::vector<std::unique_ptr<Talk>> silent;
  for (int i = 0; i < 300; ++i) silent.push_back(Begin());
  for (const auto& talk : silent) EXPECT_EQ(talk->Say("a"), "a");
  rpc_->Drain();
  for (const auto& talk : silent) {
    EXPECT_EQ(talk->Hear(), "");
    EXPECT_EQ(Reason(talk->Finish()), "STOPPING");
  }
}

TEST_F(ConversationTest, CallerWhoGoesIsForgotten) {
  {
    const auto talk = Begin();
    EXPECT_EQ(talk->Say("a"), "a");
    talk->context.TryCancel();
    EXPECT_FALSE(talk->Finish().ok());
  }
  server_->Shutdown(absl::Hours(1));
}

class FewConversationsTest : public ConversationTest {
 protected:
  FewConversationsTest() : ConversationTest({.max_open_streams = 3}) {}
};

TEST_F(FewConversationsTest, OneMoreEndsTheOneThatWasSilentLongest) {
  std::vector<std::unique_ptr<Talk>> talks;
  for (int i = 0; i < 3; ++i) {
    talks.push_back(Begin());
    EXPECT_EQ(talks.back()->Say("a"), "a");
  }
  EXPECT_EQ(talks[0]->Say("b"), "b");
  const auto more = Begin();
  EXPECT_EQ(more->Say("c"), "c");
  EXPECT_EQ(talks[1]->Hear(), "");
  EXPECT_EQ(Reason(talks[1]->Finish()), "IDLE_STREAM");
  EXPECT_EQ(talks[0]->Say("d"), "d");
}

class ImpatientTest : public ConversationTest {
 protected:
  ImpatientTest() : ConversationTest({.stream_idle_timeout = absl::Milliseconds(300)}) {}
};

TEST_F(ImpatientTest, SilentStreamIsEnded) {
  const auto talk = Begin();
  EXPECT_EQ(talk->Say("a"), "a");
  EXPECT_EQ(talk->Hear(), "");
  const absl::Status status = talk->Finish();
  EXPECT_THAT(status, IsError(absl::StatusCode::kDeadlineExceeded, "nothing came"));
  EXPECT_EQ(Reason(status), "IDLE_STREAM");
}

TEST_F(RpcTest, TwoServersCannotShareAPort) {
  EXPECT_THAT(Server::Start({absl::StrCat("127.0.0.1:", server_->port()), {}, {}}),
              IsError(absl::StatusCode::kUnavailable, absl::StrCat(server_->port())));
}

}  // namespace
}  // namespace broadsheet
