#include "common/rpc/conversation.h"

#include <deque>
#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/barrier.h"
#include "common/rpc/status.h"
#include "common/rpc/stream.h"
#include "common/status.h"

namespace broadsheet {
namespace {

constexpr absl::Duration kSweepInterval = absl::Milliseconds(200);
constexpr absl::Duration kRetryDelay = absl::Seconds(1);

absl::Status Idle(absl::Duration silence) {
  return WithReason(absl::DeadlineExceededError(absl::StrCat(
                        "nothing came on the stream for ",
                        absl::FormatDuration(absl::Trunc(silence, absl::Milliseconds(1))))),
                    "IDLE_STREAM");
}

absl::Status Evicted() {
  return WithReason(
      absl::DeadlineExceededError("the stream was silent for longest when too many were open"),
      "IDLE_STREAM");
}

absl::Status Stopping() {
  return WithReason(absl::UnavailableError("the service is stopping: send the rest again"),
                    "STOPPING");
}

}  // namespace

// Owned by gRPC: deletes itself when the call is done. What the lists of the owner tell of
// it, and `state_`, are guarded by the owner's mutex; the rest belongs to whoever the state
// says.
class ConversationReactor final
    : public grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer> {
 public:
  enum class State { kNew, kSilent, kHandling, kWriting, kEnding };

  ConversationReactor(Conversations& owner, Call call,
                      std::unique_ptr<BytesConversation> conversation, Conversations::Report report)
      : owner_(owner),
        call_(std::move(call)),
        conversation_(std::move(conversation)),
        report_(std::move(report)) {}

  void OnReadDone(bool ok) override;
  void OnWriteDone(bool ok) override;
  void OnDone() override;

  // Writes what is due, else ends what has to end, else reads.
  void GoOn();

  // Ends the call. The state is kEnding already; nothing may be done with it after.
  void Finish(const absl::Status& status) {
    report_(call_, status);
    ServerBidiReactor::Finish(ToGrpc(status));
  }

  // Goes to another state, and to the list for it. False where the call ends.
  bool Enter(State state) ABSL_EXCLUSIVE_LOCKS_REQUIRED(owner_.mutex_);

 private:
  friend class Conversations;

  // Answers the message that was read, or the end.
  void Handle(bool has_message);
  void EndWith(const absl::Status& status);

  Conversations& owner_;
  const Call call_;
  const std::unique_ptr<BytesConversation> conversation_;
  const Conversations::Report report_;
  State state_ = State::kNew;
  absl::Time since_;
  Conversations::Reactors::iterator place_;
  grpc::ByteBuffer in_;
  std::deque<grpc::ByteBuffer> out_;
  // What the call ends with when `out_` is written.
  std::optional<absl::Status> end_;
};

bool ConversationReactor::Enter(State state) {
  if (state_ == State::kEnding) return false;
  Conversations::Reactors& from = state_ == State::kSilent ? owner_.silent_ : owner_.busy_;
  Conversations::Reactors& to = state == State::kSilent ? owner_.silent_ : owner_.busy_;
  to.splice(to.end(), from, place_);
  state_ = state;
  since_ = absl::Now();
  return true;
}

void ConversationReactor::EndWith(const absl::Status& status) {
  {
    absl::MutexLock lock(&owner_.mutex_);
    if (!Enter(State::kEnding)) return;
  }
  Finish(status);
}

void ConversationReactor::OnReadDone(bool ok) {
  {
    absl::MutexLock lock(&owner_.mutex_);
    if (!Enter(State::kHandling)) return;
  }
  // A conversation has one task at a time, so that the queue has room for all.
  if (!owner_.executor_.Submit([this, ok] { Handle(ok); })) {
    EndWith(RetryAfter(kRetryDelay, "too many messages wait"));
  }
}

void ConversationReactor::Handle(bool has_message) {
  if (call_.over() && !has_message) return EndWith(absl::CancelledError("the caller is gone"));
  const auto send = [this](grpc::ByteBuffer bytes) { out_.push_back(std::move(bytes)); };
  const absl::Status status = StopExceptions(call_.method, [&] {
    return has_message ? conversation_->OnMessage(call_, in_, send)
                       : conversation_->OnEnd(call_, send);
  });
  in_.Clear();
  if (!status.ok() || !has_message) end_ = status;
  GoOn();
}

void ConversationReactor::GoOn() {
  if (out_.empty() && end_.has_value()) return EndWith(*end_);
  bool stopping = false;
  {
    absl::MutexLock lock(&owner_.mutex_);
    stopping = out_.empty() && owner_.draining_;
    if (!stopping && !Enter(out_.empty() ? State::kSilent : State::kWriting)) return;
  }
  if (stopping) return EndWith(Stopping());
  out_.empty() ? StartRead(&in_) : StartWrite(&out_.front());
}

void ConversationReactor::OnWriteDone(bool ok) {
  {
    absl::MutexLock lock(&owner_.mutex_);
    if (state_ == State::kEnding) return;
  }
  if (!ok) return EndWith(absl::CancelledError("the caller is gone"));
  out_.pop_front();
  GoOn();
}

void ConversationReactor::OnDone() {
  {
    absl::MutexLock lock(&owner_.mutex_);
    owner_.busy_.erase(place_);
  }
  delete this;
}

Conversations::Conversations(const Options& options)
    : options_(options),
      sweeper_(StartThread("sweeper of conversations", [this] { Sweep(); })),
      executor_(options.max_threads, options.max_open) {}

Conversations::~Conversations() {
  Drain();
  {
    const auto none = [this]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
      return silent_.empty() && busy_.empty();
    };
    absl::MutexLock lock(&mutex_, absl::Condition(&none));
    closing_ = true;
  }
  sweeper_.join();
}

grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>* Conversations::Start(
    Call call, std::unique_ptr<BytesConversation> conversation, Report report) {
  auto* reactor =
      new ConversationReactor(*this, std::move(call), std::move(conversation), std::move(report));
  ConversationReactor* evicted = nullptr;
  bool has_room = true;
  {
    absl::MutexLock lock(&mutex_);
    if (static_cast<int>(silent_.size() + busy_.size()) >= options_.max_open) {
      has_room = !silent_.empty();
      if (has_room) evicted = silent_.front();
      if (evicted != nullptr) evicted->Enter(ConversationReactor::State::kEnding);
    }
    reactor->place_ = busy_.insert(busy_.end(), reactor);
  }
  if (evicted != nullptr) evicted->Finish(Evicted());
  if (!has_room) {
    reactor->EndWith(RetryAfter(kRetryDelay, "too many streams are open"));
  } else {
    reactor->GoOn();
  }
  return reactor;
}

void Conversations::Drain() {
  Reactors ending;
  {
    absl::MutexLock lock(&mutex_);
    draining_ = true;
    ending = silent_;
    for (ConversationReactor* reactor : ending) reactor->Enter(ConversationReactor::State::kEnding);
  }
  for (ConversationReactor* reactor : ending) reactor->Finish(Stopping());
}

void Conversations::Sweep() {
  using State = ConversationReactor::State;
  while (true) {
    Reactors idle;
    Reactors slow;
    {
      absl::MutexLock lock(&mutex_);
      if (mutex_.AwaitWithTimeout(absl::Condition(&closing_), kSweepInterval)) return;
      const absl::Time now = absl::Now();
      for (ConversationReactor* reactor : silent_) {
        if (now - reactor->since_ < options_.idle_timeout) break;
        idle.push_back(reactor);
      }
      for (ConversationReactor* reactor : busy_) {
        const bool is_writing = reactor->state_ == State::kWriting;
        if (is_writing && now - reactor->since_ >= options_.write_timeout) slow.push_back(reactor);
      }
      for (ConversationReactor* reactor : idle) reactor->Enter(State::kEnding);
      for (ConversationReactor* reactor : slow) reactor->Enter(State::kEnding);
    }
    for (ConversationReactor* reactor : idle) reactor->Finish(Idle(options_.idle_timeout));
    for (ConversationReactor* reactor : slow) reactor->Finish(SlowReader(options_.write_timeout));
  }
}

}  // namespace broadsheet
