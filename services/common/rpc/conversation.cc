#include "common/rpc/conversation.h"

#include <deque>
#include <optional>

#include "common/barrier.h"
#include "common/rpc/status.h"
#include "common/status.h"

namespace broadsheet {
namespace {

// Owned by gRPC: deletes itself when the call is done. At work it is used by one thread.
class Reactor final : public grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>,
                      public OpenStream {
 public:
  Reactor(OpenStreams& streams, Executor& executor, Call call,
          std::unique_ptr<BytesConversation> conversation, StreamHost host)
      : streams_(streams),
        executor_(executor),
        call_(std::move(call)),
        conversation_(std::move(conversation)),
        host_(std::move(host)) {}

  // Writes what is due, else ends what has to end, else reads.
  void GoOn();

  void OnReadDone(bool ok) override {
    if (!streams_.Enter(this, State::kAtWork)) return;
    // Streams are few enough, and have one task at a time each.
    executor_.Resubmit([this, ok] { Handle(ok); });
  }
  void OnWriteDone(bool ok) override;
  void OnDone() override {
    streams_.Close(this);
    delete this;
  }

 private:
  void Abandon() override { call_.abandon(); }
  void End(const absl::Status& status) override {
    host_.report(call_, status);
    Finish(ToGrpc(status));
  }
  void EndWith(const absl::Status& status) {
    if (streams_.EnterEnd(this)) End(status);
  }

  // Answers the message that was read, or the end.
  void Handle(bool has_message);

  OpenStreams& streams_;
  Executor& executor_;
  const Call call_;
  const std::unique_ptr<BytesConversation> conversation_;
  const StreamHost host_;
  grpc::ByteBuffer in_;
  std::deque<grpc::ByteBuffer> out_;
  // The caller has no more to say.
  bool has_ended_ = false;
  // What the call ends with when `out_` is written.
  std::optional<absl::Status> end_;
};

void Reactor::Handle(bool has_message) {
  if (call_.gone() && !has_message) return EndWith(absl::CancelledError("the caller is gone"));
  const auto send = [this](grpc::ByteBuffer bytes) { out_.push_back(std::move(bytes)); };
  const absl::Status status = StopExceptions(call_.method, [&]() -> absl::Status {
    std::optional<int64_t> bytes;
    if (has_message) bytes = static_cast<int64_t>(in_.Length());
    RETURN_IF_ERROR(host_.readmit(bytes));
    return has_message ? conversation_->OnMessage(call_, in_, send)
                       : conversation_->OnEnd(call_, send);
  });
  in_.Clear();
  has_ended_ = !has_message;
  if (!status.ok() || (has_ended_ && !conversation_->unfinished())) end_ = status;
  GoOn();
}

void Reactor::GoOn() {
  if (!out_.empty()) {
    streams_.Enter(this, State::kAwaitsReader, [this] { StartWrite(&out_.front()); });
  } else if (end_.has_value()) {
    EndWith(*end_);
  } else if (has_ended_) {
    executor_.Resubmit([this] { Handle(false); });
  } else {
    streams_.Enter(this, State::kAwaitsMessage, [this] { StartRead(&in_); });
  }
}

void Reactor::OnWriteDone(bool ok) {
  if (!streams_.Enter(this, State::kAtWork)) return;
  if (!ok) return EndWith(absl::CancelledError("the caller is gone"));
  out_.pop_front();
  GoOn();
}

}  // namespace

grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>* StartConversation(
    OpenStreams& streams, Executor& executor, Call call,
    std::unique_ptr<BytesConversation> conversation, StreamHost host) {
  auto* reactor =
      new Reactor(streams, executor, std::move(call), std::move(conversation), std::move(host));
  if (streams.Open(reactor)) reactor->GoOn();
  return reactor;
}

}  // namespace broadsheet
