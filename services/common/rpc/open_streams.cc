#include "common/rpc/open_streams.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/barrier.h"
#include "common/status.h"

namespace broadsheet {
namespace {

constexpr absl::Duration kSweepInterval = absl::Milliseconds(100);
constexpr absl::Duration kRetryDelay = absl::Seconds(1);

std::string Text(absl::Duration duration) {
  return absl::FormatDuration(absl::Trunc(duration, absl::Milliseconds(1)));
}

absl::Status Idle(absl::Duration silence) {
  return WithReason(
      absl::DeadlineExceededError(absl::StrCat("nothing came on the stream for ", Text(silence))),
      "IDLE_STREAM");
}

absl::Status Evicted() {
  return WithReason(
      absl::DeadlineExceededError("the stream was silent for longest when too many were open"),
      "IDLE_STREAM");
}

absl::Status SlowReader(absl::Duration timeout) {
  return WithReason(
      absl::ResourceExhaustedError(absl::StrCat("the caller has not read for ", Text(timeout),
                                                "; come back with the last cursor or request")),
      "SLOW_READER");
}

absl::Status Stopping() {
  return WithReason(absl::UnavailableError("the service is stopping: go on with another call"),
                    "STOPPING");
}

bool Waits(OpenStream::State state) {
  return state == OpenStream::State::kAwaitsMessage || state == OpenStream::State::kRests;
}

}  // namespace

OpenStreams::OpenStreams(const Options& options)
    : options_(options), sweeper_(StartThread("sweeper of streams", [this] { Sweep(); })) {}

OpenStreams::~OpenStreams() {
  Drain();
  {
    const auto none = [this]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
      return Count() == 0 && ending_.empty();
    };
    absl::MutexLock lock(&mutex_, absl::Condition(&none));
    closing_ = true;
  }
  sweeper_.join();
}

int OpenStreams::Count() const {
  return static_cast<int>(silent_.size() + resting_.size() + busy_.size());
}

OpenStreams::List& OpenStreams::ListOf(const OpenStream& stream) {
  switch (stream.state_) {
    case State::kAwaitsMessage:
      return silent_;
    case State::kRests:
      return resting_;
    case State::kEnding:
      return ending_;
    case State::kAtWork:
    case State::kAwaitsReader:
      break;
  }
  return busy_;
}

void OpenStreams::Move(OpenStream* stream, State state) {
  List& from = ListOf(*stream);
  stream->state_ = state;
  stream->since_ = absl::Now();
  List& to = ListOf(*stream);
  to.splice(to.end(), from, stream->place_);
}

bool OpenStreams::Open(OpenStream* stream) {
  OpenStream* ended = nullptr;
  absl::Status why;
  {
    absl::MutexLock lock(&mutex_);
    const bool is_full = Count() >= options_.max_open;
    stream->place_ = busy_.insert(busy_.end(), stream);
    stream->since_ = absl::Now();
    if (is_full) {
      const List& quiet = silent_.empty() ? resting_ : silent_;
      ended = quiet.empty() ? stream : quiet.front();
      why = quiet.empty() ? RetryAfter(kRetryDelay, "too many streams are open") : Evicted();
      Move(ended, State::kEnding);
    }
  }
  if (ended != nullptr) ended->End(why);
  return ended != stream;
}

void OpenStreams::Close(OpenStream* stream) {
  absl::MutexLock lock(&mutex_);
  ListOf(*stream).erase(stream->place_);
}

bool OpenStreams::Enter(OpenStream* stream, State state, absl::FunctionRef<void()> start) {
  absl::MutexLock lock(&mutex_);
  if (stream->state_ == State::kEnding) return false;
  Move(stream, state);
  // With the lock, so that the stream is not ended between. While the server drains, what
  // waits is ended by the sweeper.
  if (!draining_ || state != State::kAwaitsMessage) start();
  return true;
}

bool OpenStreams::EnterEnd(OpenStream* stream) {
  absl::MutexLock lock(&mutex_);
  if (stream->state_ == State::kEnding) return false;
  Move(stream, State::kEnding);
  return true;
}

bool OpenStreams::EndIfDraining(OpenStream* stream) {
  {
    absl::MutexLock lock(&mutex_);
    if (!draining_ || stream->state_ == State::kEnding) return false;
    Move(stream, State::kEnding);
  }
  stream->End(Stopping());
  return true;
}

bool OpenStreams::Rest(OpenStream* stream) {
  absl::MutexLock lock(&mutex_);
  if (stream->state_ == State::kEnding) return false;
  if (std::exchange(stream->woken_, false)) return true;
  Move(stream, State::kRests);
  return false;
}

void OpenStreams::Wake(OpenStream* stream) {
  {
    absl::MutexLock lock(&mutex_);
    if (stream->state_ != State::kRests) {
      stream->woken_ = true;
      return;
    }
    Move(stream, State::kAtWork);
  }
  stream->WakeUp();
}

void OpenStreams::WakeThose(absl::FunctionRef<bool(const OpenStream&)> chosen) {
  List woken;
  {
    absl::MutexLock lock(&mutex_);
    for (OpenStream* stream : List(resting_)) {
      if (!chosen(*stream)) break;
      Move(stream, State::kAtWork);
      woken.push_back(stream);
    }
  }
  // At work they are ended by nobody else.
  for (OpenStream* stream : woken) stream->WakeUp();
}

void OpenStreams::WakeAll() {
  {
    absl::MutexLock lock(&mutex_);
    for (OpenStream* stream : busy_) stream->woken_ = true;
  }
  WakeThose([](const OpenStream&) { return true; });
}

void OpenStreams::EndThose(const absl::Status& status,
                           absl::FunctionRef<bool(const OpenStream&)> chosen) {
  List ending;
  {
    absl::MutexLock lock(&mutex_);
    for (const List* list : {&silent_, &resting_, &busy_}) {
      for (OpenStream* stream : *list) {
        if (chosen(*stream)) ending.push_back(stream);
      }
    }
    for (OpenStream* stream : ending) Move(stream, State::kEnding);
  }
  for (OpenStream* stream : ending) stream->End(status);
}

void OpenStreams::Drain() {
  {
    absl::MutexLock lock(&mutex_);
    draining_ = true;
  }
  EndWaiting();
}

void OpenStreams::EndWaiting() {
  EndThose(Stopping(), [](const OpenStream& stream) { return Waits(stream.state_); });
}

int OpenStreams::size() const {
  absl::MutexLock lock(&mutex_);
  return Count();
}

// What is written waits for its reader before the status does.
void OpenStreams::AbandonEnding(absl::Time now) {
  absl::MutexLock lock(&mutex_);
  for (OpenStream* stream : List(ending_)) {
    if (now - stream->since_ < options_.write_timeout) break;
    stream->Abandon();
    Move(stream, State::kEnding);
  }
}

void OpenStreams::Sweep() {
  while (true) {
    bool draining = false;
    {
      const auto has_work = [this]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
        return closing_ || Count() > 0 || !ending_.empty();
      };
      absl::MutexLock lock(&mutex_, absl::Condition(&has_work));
      if (mutex_.AwaitWithTimeout(absl::Condition(&closing_), kSweepInterval)) return;
      draining = draining_;
    }
    if (draining) EndWaiting();
    const absl::Time now = absl::Now();
    const auto waits_since = [now](const OpenStream& stream, State state, absl::Duration time) {
      return stream.state_ == state && now - stream.since_ >= time;
    };
    EndThose(Idle(options_.idle_timeout), [&](const OpenStream& stream) {
      return waits_since(stream, State::kAwaitsMessage, options_.idle_timeout);
    });
    EndThose(SlowReader(options_.write_timeout), [&](const OpenStream& stream) {
      return waits_since(stream, State::kAwaitsReader, options_.write_timeout);
    });
    AbandonEnding(now);
    WakeThose([&](const OpenStream& stream) {
      return waits_since(stream, State::kRests, options_.rest);
    });
  }
}

}  // namespace broadsheet
