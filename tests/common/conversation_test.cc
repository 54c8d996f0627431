#include "common/rpc/conversation.h"

#include <stdexcept>
#include <string>
#include <vector>

#include "common/rpc_fixture.h"
#include "common/status.h"

namespace broadsheet {
namespace {

using ::broadsheet::testing::BlamesField;
using ::broadsheet::testing::IsError;

// Answers each message with its id, and the end with a word. One without id is wrong, and
// "throw" does.
class Echo final : public WriteConversation {
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
    service_.new_conversation = [] { return std::make_unique<Echo>(); };
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

}  // namespace
}  // namespace broadsheet
