#include "common/rpc/pipeline.h"

#include <cstdint>
#include <deque>
#include <optional>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "common/barrier.h"
#include "common/rpc/status.h"
#include "common/status.h"

namespace broadsheet {
namespace {

// Of a stream's messages that are on their way.
constexpr size_t kMaxBytesOnTheWay = 8 << 20;

// Lives until gRPC is done with it, and nobody has an answer for it any more.
class Reactor final : public grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>,
                      public OpenStream,
                      public std::enable_shared_from_this<Reactor> {
 public:
  Reactor(OpenStreams& streams, Call call, std::unique_ptr<BytesPipeline> pipeline, StreamHost host)
      : streams_(streams),
        call_(std::move(call)),
        pipeline_(std::move(pipeline)),
        host_(std::move(host)) {}

  void Start() {
    grpc_has_it_ = shared_from_this();
    if (!streams_.Open(this)) return;
    absl::MutexLock lock(&mutex_);
    GoOn();
  }

  void OnReadDone(bool ok) override;
  void OnWriteDone(bool ok) override;
  void OnDone() override {
    streams_.Close(this);
    const std::shared_ptr<Reactor> last = std::move(grpc_has_it_);
  }

 private:
  struct Message {
    size_t bytes;
    std::optional<absl::StatusOr<grpc::ByteBuffer>> answer;
  };

  void Put(int64_t number, absl::StatusOr<grpc::ByteBuffer> answer);
  void MayRead();

  // Starts what can be started: the write of the next answer, the read of another message,
  // the end.
  void GoOn() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void EndWith(const absl::Status& status) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void EndLocked(const absl::Status& status) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Abandon() override { call_.abandon(); }
  void End(const absl::Status& status) override {
    // gRPC may be done with it before the lock is let go.
    const std::shared_ptr<Reactor> self = shared_from_this();
    absl::MutexLock lock(&mutex_);
    EndLocked(status);
  }

  OpenStreams& streams_;
  const Call call_;
  const std::unique_ptr<BytesPipeline> pipeline_;
  const StreamHost host_;
  std::shared_ptr<Reactor> grpc_has_it_;

  absl::Mutex mutex_;
  State state_ ABSL_GUARDED_BY(mutex_) = State::kAtWork;
  grpc::ByteBuffer in_;
  // Those that are on their way, in their order, and the number of the first.
  std::deque<Message> messages_ ABSL_GUARDED_BY(mutex_);
  int64_t first_ ABSL_GUARDED_BY(mutex_) = 0;
  size_t bytes_ ABSL_GUARDED_BY(mutex_) = 0;
  bool may_read_ ABSL_GUARDED_BY(mutex_) = true;
  bool handling_ ABSL_GUARDED_BY(mutex_) = false;
  bool reading_ ABSL_GUARDED_BY(mutex_) = false;
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
  bool at_end_ ABSL_GUARDED_BY(mutex_) = false;
  bool ended_ ABSL_GUARDED_BY(mutex_) = false;
};

void Reactor::EndLocked(const absl::Status& status) {
  ended_ = true;
  if (!status.ok()) pipeline_->OnBroken();
  host_.report(call_, status);
  Finish(ToGrpc(status));
}

void Reactor::EndWith(const absl::Status& status) {
  if (!ended_ && streams_.EnterEnd(this)) EndLocked(status);
}

void Reactor::OnReadDone(bool ok) {
  int64_t number = 0;
  {
    absl::MutexLock lock(&mutex_);
    reading_ = false;
    at_end_ = !ok;
    if (at_end_) return GoOn();
    may_read_ = false;
    handling_ = true;
    number = first_ + static_cast<int64_t>(messages_.size());
    messages_.push_back({in_.Length(), {}});
    bytes_ += in_.Length();
  }
  const std::shared_ptr<Reactor> self = shared_from_this();
  const absl::Status status = StopExceptions(call_.method, [&]() -> absl::Status {
    RETURN_IF_ERROR(host_.readmit(static_cast<int64_t>(in_.Length())));
    pipeline_->OnMessage(
        call_, in_,
        [self, number](absl::StatusOr<grpc::ByteBuffer> answer) {
          self->Put(number, std::move(answer));
        },
        [self] { self->MayRead(); });
    return absl::OkStatus();
  });
  if (!status.ok()) Put(number, status);
  absl::MutexLock lock(&mutex_);
  handling_ = false;
  GoOn();
}

void Reactor::Put(int64_t number, absl::StatusOr<grpc::ByteBuffer> answer) {
  absl::MutexLock lock(&mutex_);
  if (ended_) return;
  messages_[number - first_].answer = std::move(answer);
  GoOn();
}

void Reactor::MayRead() {
  absl::MutexLock lock(&mutex_);
  may_read_ = true;
  GoOn();
}

void Reactor::OnWriteDone(bool ok) {
  absl::MutexLock lock(&mutex_);
  writing_ = false;
  if (!ok) return EndWith(absl::CancelledError("the caller is gone"));
  bytes_ -= messages_.front().bytes;
  messages_.pop_front();
  ++first_;
  GoOn();
}

void Reactor::GoOn() {
  if (ended_) return;
  const bool is_answered = !messages_.empty() && messages_.front().answer.has_value();
  if (is_answered && !messages_.front().answer->ok()) {
    return EndWith(messages_.front().answer->status());
  }
  if (messages_.empty() && at_end_) {
    return EndWith(call_.gone() ? absl::CancelledError("the caller is gone") : absl::OkStatus());
  }
  const bool write = is_answered && !writing_;
  const bool read = may_read_ && !handling_ && !reading_ && !at_end_ && bytes_ < kMaxBytesOnTheWay;
  writing_ = writing_ || write;
  reading_ = reading_ || read;
  const State state = writing_            ? State::kAwaitsReader
                      : messages_.empty() ? State::kAwaitsMessage
                                          : State::kAtWork;
  if (!write && !read && state == state_) return;
  state_ = state;
  streams_.Enter(this, state, [&]() ABSL_NO_THREAD_SAFETY_ANALYSIS {
    if (write) StartWrite(&**messages_.front().answer);
    if (read) StartRead(&in_);
  });
}

}  // namespace

grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>* StartPipeline(
    OpenStreams& streams, Call call, std::unique_ptr<BytesPipeline> pipeline, StreamHost host) {
  const auto reactor =
      std::make_shared<Reactor>(streams, std::move(call), std::move(pipeline), std::move(host));
  reactor->Start();
  return reactor.get();
}

}  // namespace broadsheet
