// The streams of a server, which take no thread while they wait.
#pragma once

#include <cstdint>
#include <functional>
#include <list>
#include <optional>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "common/rpc/call.h"

namespace broadsheet {

// Who answers for a stream.
struct StreamHost {
  // Whether its caller may still call and, where there is one, send a message of so many bytes.
  // An error ends the stream. Asked at work only.
  std::function<absl::Status(std::optional<int64_t> message_bytes)> readmit;
  // Told when it has ended, before its caller is.
  std::function<void(const Call&, const absl::Status&)> report;
};

class OpenStreams;

// One of them, a reactor.
class OpenStream {
 public:
  // Whom it waits for.
  enum class State {
    kAtWork,         // for us
    kAwaitsMessage,  // for its caller to say something
    kAwaitsReader,   // for its caller to take something
    kRests,          // for something to happen
    kEnding,
  };

  virtual ~OpenStream() = default;

 protected:
  // Ends the call. Called once, on any thread; the state is kEnding.
  virtual void End(const absl::Status& status) = 0;

  // Breaks the call off: its caller does not even take that it has ended. Must not block.
  virtual void Abandon() = 0;

  // Goes on with what rested; the state is kAtWork. Must not block.
  virtual void WakeUp() {}

 private:
  friend class OpenStreams;

  // Guarded by OpenStreams.
  State state_ = State::kAtWork;
  absl::Time since_;
  bool woken_ = false;
  std::list<OpenStream*>::iterator place_;
};

// Ends those that are silent for too long, or whose callers leave answers unread; where too
// many are open, the one that has waited longest for its caller. Thread-safe.
class OpenStreams {
 public:
  using State = OpenStream::State;

  struct Options {
    int max_open = 2'000;
    // How long a caller may be silent, and how long it may leave an answer unread.
    absl::Duration idle_timeout = absl::Minutes(5);
    absl::Duration write_timeout = absl::Seconds(30);
    // How long one rests at a time.
    absl::Duration rest = absl::Milliseconds(500);
  };

  explicit OpenStreams(const Options& options);
  // As Drain(), and waits until all have ended.
  ~OpenStreams();

  // Takes a new one, which is at work. False where too many are open and none of them waits:
  // it is ended with RESOURCE_EXHAUSTED.
  bool Open(OpenStream* stream);
  // Forgets one that has ended, in any way.
  void Close(OpenStream* stream);

  // Goes to another state than kRests and kEnding, and calls `start` with it, which may start
  // operations of gRPC's and do nothing else. False where the stream is ending: nothing may
  // be started any more.
  bool Enter(
      OpenStream* stream, State state, absl::FunctionRef<void()> start = [] {});

  // Goes from kAtWork to kEnding. False where it was ending.
  bool EnterEnd(OpenStream* stream);

  // Ends one that is at work, where the server drains: whether it did.
  bool EndIfDraining(OpenStream* stream);

  // Rests, unless it was woken since it last did: true where there is more to do at once.
  bool Rest(OpenStream* stream);
  // Has it, or all that rest, go on.
  void Wake(OpenStream* stream);
  void WakeAll();

  // Ends those that wait for their callers or rest, UNAVAILABLE with reason STOPPING, and
  // the others when they would.
  void Drain();

  // Those that are not ending.
  int size() const;

 private:
  using List = std::list<OpenStream*>;

  int Count() const ABSL_SHARED_LOCKS_REQUIRED(mutex_);
  List& ListOf(const OpenStream& stream) ABSL_SHARED_LOCKS_REQUIRED(mutex_);
  void Move(OpenStream* stream, State state) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void WakeThose(absl::FunctionRef<bool(const OpenStream&)> chosen);
  void EndThose(const absl::Status& status, absl::FunctionRef<bool(const OpenStream&)> chosen);
  void EndWaiting();
  void AbandonEnding(absl::Time now);
  void Sweep();

  const Options options_;
  mutable absl::Mutex mutex_;
  // Those that wait for a message, those that rest, those that are ending, and the others:
  // each with the one first that has been there longest.
  List silent_ ABSL_GUARDED_BY(mutex_);
  List resting_ ABSL_GUARDED_BY(mutex_);
  List ending_ ABSL_GUARDED_BY(mutex_);
  List busy_ ABSL_GUARDED_BY(mutex_);
  bool draining_ ABSL_GUARDED_BY(mutex_) = false;
  bool closing_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread sweeper_;
};

}  // namespace broadsheet
