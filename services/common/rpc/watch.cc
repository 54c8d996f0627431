#include "common/rpc/watch.h"

#include "common/barrier.h"
#include "common/rpc/status.h"
#include "common/status.h"

namespace broadsheet {
namespace {

// Owned by gRPC: deletes itself when the call is done. At work it is used by one thread.
class Reactor final : public grpc::ServerWriteReactor<grpc::ByteBuffer>, public OpenStream {
 public:
  Reactor(OpenStreams& streams, Executor& executor, Call call, std::unique_ptr<BytesWatch> watch,
          StreamHost host)
      : streams_(streams),
        executor_(executor),
        call_(std::move(call)),
        watch_(std::move(watch)),
        host_(std::move(host)) {}

  void Begin() {
    watch_->SetWake([this] { streams_.Wake(this); });
    GoOn();
  }

  // Looks for something to send, on a thread of the executor's.
  void GoOn() {
    // Streams are few enough, and have one task at a time each.
    executor_.Resubmit([this] { Look(); });
  }
  void EndWith(const absl::Status& status) {
    if (streams_.EnterEnd(this)) End(status);
  }

  void OnWriteDone(bool ok) override {
    if (!streams_.Enter(this, State::kAtWork)) return;
    ok ? GoOn() : EndWith(absl::CancelledError("the caller is gone"));
  }
  void OnCancel() override { streams_.Wake(this); }
  void OnDone() override {
    // It wakes nobody any more.
    watch_.reset();
    streams_.Close(this);
    delete this;
  }

 private:
  void WakeUp() override { GoOn(); }
  void Abandon() override { call_.abandon(); }
  void End(const absl::Status& status) override {
    host_.report(call_, status);
    Finish(ToGrpc(status));
  }
  void Look();

  OpenStreams& streams_;
  Executor& executor_;
  const Call call_;
  std::unique_ptr<BytesWatch> watch_;
  const StreamHost host_;
  grpc::ByteBuffer out_;
};

void Reactor::Look() {
  do {
    // One that has ever more to send never rests.
    if (streams_.EndIfDraining(this)) return;
    if (call_.gone()) return EndWith(absl::CancelledError("the caller is gone"));
    std::optional<grpc::ByteBuffer> next;
    const absl::Status status = StopExceptions(call_.method, [&]() -> absl::Status {
      RETURN_IF_ERROR(host_.readmit(std::nullopt));
      absl::StatusOr<std::optional<grpc::ByteBuffer>> found = watch_->Next(call_);
      if (found.ok()) next = *std::move(found);
      return found.status();
    });
    if (!status.ok()) return EndWith(status);
    if (next.has_value()) {
      out_ = *std::move(next);
      streams_.Enter(this, State::kAwaitsReader, [this] { StartWrite(&out_); });
      return;
    }
  } while (streams_.Rest(this));
}

}  // namespace

grpc::ServerWriteReactor<grpc::ByteBuffer>* StartWatch(OpenStreams& streams, Executor& executor,
                                                       Call call, std::unique_ptr<BytesWatch> watch,
                                                       StreamHost host) {
  auto* reactor =
      new Reactor(streams, executor, std::move(call), std::move(watch), std::move(host));
  if (streams.Open(reactor)) reactor->Begin();
  return reactor;
}

}  // namespace broadsheet
