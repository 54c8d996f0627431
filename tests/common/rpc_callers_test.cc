// Who may call, over a real channel: unary calls and streams of each kind.
#include <filesystem>
#include <fstream>

#include "absl/strings/match.h"
#include "common/auth/callers.h"
#include "common/auth/client_token.h"
#include "common/auth/role.h"
#include "common/rpc_fixture.h"
#include "common/status.h"
#include "support/temporary_directory.h"

namespace broadsheet {
namespace {

using ::broadsheet::testing::TemporaryDirectory;

struct CallersList {
  CallersList() {
    Write({Reader(), {"writer", auth::v1::ROLE_WRITER, TokenDigest(writer)}});
    callers = std::move(Callers::Make({file}, clock)).value();
  }

  TokenEntry Reader() const { return {"reader", auth::v1::ROLE_READER, TokenDigest(reader)}; }

  // Counts at once.
  void Write(const std::vector<TokenEntry>& entries) {
    const std::string temporary = file + ".new";
    std::ofstream(temporary) << FormatTokenList(entries);
    std::filesystem::rename(temporary, file);
    clock.Advance(absl::Seconds(1));
  }

  ManualClock clock{absl::FromUnixSeconds(1'790'000'000)};

  const TemporaryDirectory directory;
  const std::string file = absl::StrCat(directory.path(), "/callers");
  const std::string reader = NewToken();
  const std::string writer = NewToken();
  Quotas quotas{{}, clock};
  std::unique_ptr<Callers> callers;
};

class RpcCallersTest : protected CallersList, public RpcTest {
 protected:
  RpcCallersTest() : RpcTest(absl::Minutes(1), {}, CallersList::callers.get(), &quotas) {
    service_.get_article = [this](const Call& call, const GetArticleRequest&) {
      ++handled_;
      Article article;
      article.set_title(call.caller);
      return article;
    };
  }

  std::unique_ptr<StorageService::Stub> StubWith(const std::string& token) {
    const std::string file = absl::StrCat(directory.path(), "/token");
    std::filesystem::remove(file);
    std::ofstream(file) << token;
    std::filesystem::permissions(file, std::filesystem::perms(0600));
    const std::string address = absl::StrCat("127.0.0.1:", server_->port());
    return StorageService::NewStub(std::move(OpenChannel(address, file)).value());
  }

  absl::StatusOr<Article> GetWith(const std::string& token) {
    stub_ = StubWith(token);
    return Get({});
  }

  int handled_ = 0;
};

TEST_F(RpcCallersTest, HandlerKnowsWhoCalls) {
  ASSERT_OK_AND_ASSIGN(const Article article, GetWith(reader));
  EXPECT_EQ(article.title(), "reader");
}

TEST_F(RpcCallersTest, CallWithoutATokenIsRefusedBeforeItIsHandled) {
  EXPECT_EQ(Reason(Get({}).status()), "TOKEN_REQUIRED");
  EXPECT_EQ(Reason(GetWith("bs_other").status()), "TOKEN_UNKNOWN");
  EXPECT_EQ(handled_, 0);
}

TEST_F(RpcCallersTest, CallThatIsAnsweredLaterIsRefusedAtOnce) {
  BatchGetArticlesResponse response;
  const auto context = ContextFor(BackgroundCall("test", absl::Seconds(20)));
  const grpc::Status status = stub_->BatchGetArticles(context.get(), {}, &response);
  EXPECT_EQ(Reason(FromGrpc(status)), "TOKEN_REQUIRED");
  EXPECT_FALSE(service_.batch_came.HasBeenNotified());
}

TEST_F(RpcCallersTest, StreamsTakeTheRoleThatTheirMethodStates) {
  class NoWrites final : public WriteConversation {
    absl::Status OnMessage(const Call&, WriteArticlesRequest, Send) override {
      return absl::AbortedError("it was handled");
    }
  };
  service_.new_conversation = [] { return std::make_unique<NoWrites>(); };
  const auto end_of = [](StorageService::Stub& stub) {
    const auto context = ContextFor(BackgroundCall("test", absl::Seconds(20)));
    const auto stream = stub.WriteArticles(context.get());
    stream->Write({});
    WriteArticlesResponse response;
    while (stream->Read(&response)) {
    }
    return FromGrpc(stream->Finish());
  };
  EXPECT_EQ(Reason(end_of(*stub_)), "TOKEN_REQUIRED");
  EXPECT_EQ(Reason(end_of(*StubWith(reader))), "ROLE_REQUIRED");
  EXPECT_EQ(end_of(*StubWith(writer)).message(), "it was handled");
}

TEST_F(RpcCallersTest, WatchTakesAToken) {
  service_.new_watch = [this] {
    ++handled_;
    return std::unique_ptr<ChangesWatch>();
  };
  const auto context = ContextFor(BackgroundCall("test", absl::Seconds(20)));
  const auto stream = stub_->WatchChanges(context.get(), {});
  WatchChangesResponse response;
  EXPECT_FALSE(stream->Read(&response));
  EXPECT_EQ(Reason(FromGrpc(stream->Finish())), "TOKEN_REQUIRED");
  EXPECT_EQ(handled_, 0);
}

TEST_F(RpcCallersTest, TokenThatIsRevokedEndsAWatch) {
  class Endless final : public ChangesWatch {
    absl::StatusOr<std::optional<WatchChangesResponse>> Next(const Call&) override {
      return WatchChangesResponse();
    }
  };
  service_.new_watch = [] { return std::make_unique<Endless>(); };
  const auto stub = StubWith(reader);
  const auto context = ContextFor(BackgroundCall("test", absl::Seconds(20)));
  const auto stream = stub->WatchChanges(context.get(), {});
  WatchChangesResponse response;
  EXPECT_TRUE(stream->Read(&response));
  Write({});
  while (stream->Read(&response)) {
  }
  EXPECT_EQ(Reason(FromGrpc(stream->Finish())), "TOKEN_UNKNOWN");
}

TEST_F(RpcCallersTest, TokenThatIsRevokedEndsAStreamAtItsNextMessage) {
  class Echo final : public WriteConversation {
    absl::Status OnMessage(const Call&, WriteArticlesRequest, Send send) override {
      send({});
      return absl::OkStatus();
    }
  };
  service_.new_conversation = [] { return std::make_unique<Echo>(); };
  const auto stub = StubWith(writer);
  const auto context = ContextFor(BackgroundCall("test", absl::Seconds(20)));
  const auto stream = stub->WriteArticles(context.get());
  WriteArticlesResponse response;
  stream->Write({});
  EXPECT_TRUE(stream->Read(&response));
  Write({});
  stream->Write({});
  EXPECT_FALSE(stream->Read(&response));
  EXPECT_EQ(Reason(FromGrpc(stream->Finish())), "TOKEN_UNKNOWN");
}

TEST_F(RpcCallersTest, CallsBeyondAQuotaAreRefusedBeforeTheyAreHandled) {
  TokenEntry entry = Reader();
  entry.quota.requests_per_minute = 2;
  Write({entry});
  EXPECT_OK(GetWith(reader));
  EXPECT_OK(GetWith(reader));
  EXPECT_EQ(Reason(GetWith(reader).status()), "QUOTA_EXCEEDED");
  EXPECT_EQ(handled_, 2);
  clock.Advance(absl::Seconds(31));
  EXPECT_OK(GetWith(reader));
}

TEST_F(RpcCallersTest, StreamsAndTheirMessagesCount) {
  class Echo final : public WritePipeline {
    void OnMessage(const Call&, WriteArticlesRequest, Answer answer, Next next) override {
      answer(WriteArticlesResponse());
      next();
    }
  };
  service_.new_pipeline = [] { return std::make_unique<Echo>(); };
  Write({{"writer",
          auth::v1::ROLE_WRITER,
          TokenDigest(writer),
          absl::InfiniteFuture(),
          {.requests_per_minute = 3, .open_streams = 1}}});
  const auto stub = StubWith(writer);
  const auto context = ContextFor(BackgroundCall("test", absl::Seconds(20)));
  const auto stream = stub->WriteArticles(context.get());
  WriteArticlesResponse response;
  stream->Write({});
  EXPECT_TRUE(stream->Read(&response));
  const auto other_context = ContextFor(BackgroundCall("test", absl::Seconds(20)));
  const auto other = stub->WriteArticles(other_context.get());
  EXPECT_EQ(ReasonMetadata(FromGrpc(other->Finish()), "quota"), "open_streams");
  stream->Write({});
  EXPECT_TRUE(stream->Read(&response));
  stream->Write({});
  EXPECT_FALSE(stream->Read(&response));
  EXPECT_EQ(ReasonMetadata(FromGrpc(stream->Finish()), "quota"), "requests_per_minute");
  // It is over, and its place is free at once.
  clock.Advance(absl::Minutes(1));
  const auto next_context = ContextFor(BackgroundCall("test", absl::Seconds(20)));
  const auto next = stub->WriteArticles(next_context.get());
  next->Write({});
  EXPECT_TRUE(next->Read(&response));
  next->WritesDone();
  EXPECT_OK(FromGrpc(next->Finish()));
}

TEST(RoleTest, EveryMethodOfTheContractStatesItsRole) {
  const auto roles = RolesOfMethods("broadsheet.storage.v1.StorageService");
  EXPECT_EQ(roles.at("GetArticle"), auth::v1::ROLE_READER);
  EXPECT_EQ(roles.at("WriteArticles"), auth::v1::ROLE_WRITER);
  EXPECT_EQ(roles.at("RedactArticle"), auth::v1::ROLE_ADMIN);
  const auto* service = google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(
      "broadsheet.storage.v1.StorageService");
  for (int i = 0; i < service->method_count(); ++i) {
    EXPECT_NE(service->method(i)->options().GetExtension(auth::v1::role),
              auth::v1::ROLE_UNSPECIFIED)
        << service->method(i)->full_name();
  }
}

}  // namespace
}  // namespace broadsheet
