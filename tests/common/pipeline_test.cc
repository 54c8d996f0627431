#include "common/rpc/pipeline.h"

#include <deque>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "common/rpc_fixture.h"
#include "common/status.h"

namespace broadsheet {
namespace {

using ::broadsheet::testing::BlamesField;
using ::broadsheet::testing::IsError;

// What pipelines have taken, and the test answers.
class Desk {
 public:
  struct Item {
    std::string id;
    WritePipeline::Answer answer;
    WritePipeline::Next next;
  };

  void Put(Item item) {
    absl::MutexLock lock(&mutex_);
    items_.push_back(std::move(item));
  }
  Item Take() {
    const auto has_one = [this]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return !items_.empty(); };
    absl::MutexLock lock(&mutex_, absl::Condition(&has_one));
    Item item = std::move(items_.front());
    items_.pop_front();
    return item;
  }
  size_t size() const {
    absl::MutexLock lock(&mutex_);
    return items_.size();
  }

  std::atomic<int> broken = 0;

 private:
  mutable absl::Mutex mutex_;
  std::deque<Item> items_ ABSL_GUARDED_BY(mutex_);
};

// Puts each message on the desk, and asks for the next at once. "throw" does.
class ToDesk final : public WritePipeline {
 public:
  ToDesk(Desk& desk, bool asks) : desk_(desk), asks_(asks) {}

  void OnMessage(const Call&, WriteArticlesRequest request, Answer answer, Next next) override {
    if (request.request_id() == "throw") throw std::runtime_error("as it was told");
    if (asks_) next();
    desk_.Put({request.request_id(), std::move(answer), std::move(next)});
  }
  void OnBroken() override { ++desk_.broken; }

 private:
  Desk& desk_;
  const bool asks_;
};

WriteArticlesResponse ResponseOf(const std::string& id) {
  WriteArticlesResponse response;
  response.set_request_id(id);
  return response;
}

class PipelineTest : public RpcTest {
 protected:
  using ClientStream = grpc::ClientReaderWriter<WriteArticlesRequest, WriteArticlesResponse>;

  explicit PipelineTest(const RpcLimits& limits = {},
                        absl::Duration write_timeout = absl::Minutes(1))
      : RpcTest(write_timeout, limits) {
    service_.new_pipeline = [this] { return std::make_unique<ToDesk>(desk_, asks_); };
  }

  void Begin() { stream_ = stub_->WriteArticles(&context_); }
  void Say(const std::string& id, size_t bytes = 0) {
    WriteArticlesRequest request;
    request.set_request_id(id);
    if (bytes > 0) request.add_writes()->mutable_article()->set_body_html(std::string(bytes, 'x'));
    ASSERT_TRUE(stream_->Write(request));
  }
  // Empty where the stream has ended.
  std::string Hear() {
    WriteArticlesResponse response;
    return stream_->Read(&response) ? response.request_id() : "";
  }
  absl::Status Finish() { return FromGrpc(stream_->Finish()); }
  void AwaitNoneOpen() {
    while (rpc_->open_streams() > 0) absl::SleepFor(absl::Milliseconds(1));
  }

  Desk desk_;
  bool asks_ = true;
  grpc::ClientContext context_;
  std::unique_ptr<ClientStream> stream_;
};

TEST_F(PipelineTest, AnswersComeInTheOrderOfTheMessages) {
  Begin();
  for (int i = 0; i < 50; ++i) Say(absl::StrCat(i));
  stream_->WritesDone();
  std::vector<Desk::Item> items;
  for (int i = 0; i < 50; ++i) items.push_back(desk_.Take());
  for (size_t i = items.size(); i > 0; --i) items[i - 1].answer(ResponseOf(items[i - 1].id));
  for (int i = 0; i < 50; ++i) EXPECT_EQ(Hear(), absl::StrCat(i));
  EXPECT_EQ(Hear(), "");
  EXPECT_OK(Finish());
  EXPECT_EQ(desk_.broken, 0);
}

TEST_F(PipelineTest, ErrorEndsTheStreamBehindWhatCameBefore) {
  Begin();
  for (const char* id : {"a", "b", "c"}) Say(id);
  Desk::Item first = desk_.Take();
  desk_.Take().answer(InvalidField("request_id", "is required"));
  const Desk::Item third = desk_.Take();
  first.answer(ResponseOf("a"));
  EXPECT_EQ(Hear(), "a");
  EXPECT_EQ(Hear(), "");
  EXPECT_THAT(Finish(), BlamesField("request_id"));
  EXPECT_EQ(desk_.broken, 1);
  // Too late, and harmless.
  third.answer(ResponseOf("c"));
}

TEST_F(PipelineTest, WhatIsThrownEndsTheStream) {
  Begin();
  Say("throw");
  EXPECT_EQ(Hear(), "");
  EXPECT_THAT(Finish(), IsError(absl::StatusCode::kInternal, ""));
}

TEST_F(PipelineTest, NoMoreIsReadThanItAsksFor) {
  asks_ = false;
  Begin();
  Say("a");
  Say("b");
  const Desk::Item first = desk_.Take();
  first.answer(ResponseOf("a"));
  EXPECT_EQ(Hear(), "a");
  EXPECT_EQ(desk_.size(), 0u);
  first.next();
  const Desk::Item second = desk_.Take();
  EXPECT_EQ(second.id, "b");
  second.next();
  second.answer(ResponseOf("b"));
  EXPECT_EQ(Hear(), "b");
}

TEST_F(PipelineTest, BytesOnTheWayAreBounded) {
  Begin();
  std::thread caller([this] {
    for (int i = 0; i < 20; ++i) Say(absl::StrCat(i), 3 << 20);
    stream_->WritesDone();
  });
  // Three are beyond 8 MiB.
  std::deque<Desk::Item> items;
  const auto answer_first = [&] {
    items.front().answer(ResponseOf(items.front().id));
    EXPECT_EQ(Hear(), items.front().id);
    items.pop_front();
  };
  for (int i = 0; i < 20; ++i) {
    items.push_back(desk_.Take());
    if (items.size() < 3) continue;
    EXPECT_EQ(desk_.size(), 0u);
    answer_first();
  }
  while (!items.empty()) answer_first();
  caller.join();
}

TEST_F(PipelineTest, CallerWhoGoesBreaksIt) {
  Begin();
  Say("a");
  const Desk::Item item = desk_.Take();
  context_.TryCancel();
  EXPECT_FALSE(Finish().ok());
  item.answer(ResponseOf("a"));
  AwaitNoneOpen();
  EXPECT_EQ(desk_.broken, 1);
}

TEST_F(PipelineTest, DrainEndsItWhenItsMessagesAreAnswered) {
  Begin();
  Say("a");
  const Desk::Item item = desk_.Take();
  rpc_->Drain();
  item.answer(ResponseOf("a"));
  EXPECT_EQ(Hear(), "a");
  EXPECT_EQ(Hear(), "");
  EXPECT_EQ(Reason(Finish()), "STOPPING");
}

TEST_F(PipelineTest, SilentOnesTakeNoThread) {
  std::vector<std::unique_ptr<grpc::ClientContext>> contexts;
  std::vector<std::unique_ptr<ClientStream>> streams;
  for (int i = 0; i < 300; ++i) {
    contexts.push_back(std::make_unique<grpc::ClientContext>());
    streams.push_back(stub_->WriteArticles(contexts.back().get()));
    WriteArticlesRequest request;
    ASSERT_TRUE(streams.back()->Write(request));
  }
  for (int i = 0; i < 300; ++i) desk_.Take().answer(ResponseOf("a"));
  WriteArticlesResponse response;
  for (const auto& stream : streams) EXPECT_TRUE(stream->Read(&response));
}

class ImpatientPipelineTest : public PipelineTest {
 protected:
  ImpatientPipelineTest()
      : PipelineTest({.stream_idle_timeout = absl::Milliseconds(300)}, absl::Milliseconds(300)) {}
};

TEST_F(ImpatientPipelineTest, SilentStreamIsEnded) {
  Begin();
  EXPECT_EQ(Hear(), "");
  EXPECT_EQ(Reason(Finish()), "IDLE_STREAM");
}

TEST_F(ImpatientPipelineTest, OneWhoseAnswerIsDueIsNotSilent) {
  Begin();
  Say("a");
  const Desk::Item item = desk_.Take();
  absl::SleepFor(absl::Milliseconds(700));
  item.answer(ResponseOf("a"));
  EXPECT_EQ(Hear(), "a");
}

}  // namespace
}  // namespace broadsheet
