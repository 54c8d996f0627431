// Streams of which each message is handled by itself.
#pragma once

#include <grpcpp/grpcpp.h>

#include <functional>
#include <list>
#include <memory>
#include <thread>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "common/executor.h"
#include "common/rpc/call.h"
#include "common/rpc/message.h"

namespace broadsheet {

// What a stream's messages are handled by: one at a time, in their order, on any thread.
// An error ends the stream.
template <class Request, class Response>
class Conversation {
 public:
  // Sends what is given, in order, when the method has returned: the next message is read
  // when the caller has taken it.
  using Send = absl::FunctionRef<void(const Response&)>;

  virtual ~Conversation() = default;
  virtual absl::Status OnMessage(const Call& call, Request request, Send send) = 0;
  // The caller has no more.
  virtual absl::Status OnEnd(const Call& call, Send send) { return absl::OkStatus(); }
};

// The same in bytes.
class BytesConversation {
 public:
  using Send = absl::FunctionRef<void(grpc::ByteBuffer)>;

  virtual ~BytesConversation() = default;
  virtual absl::Status OnMessage(const Call& call, const grpc::ByteBuffer& in, Send send) = 0;
  virtual absl::Status OnEnd(const Call& call, Send send) = 0;
};

template <class Request, class Response>
class TypedConversation final : public BytesConversation {
 public:
  explicit TypedConversation(std::unique_ptr<Conversation<Request, Response>> conversation)
      : conversation_(std::move(conversation)) {}

  absl::Status OnMessage(const Call& call, const grpc::ByteBuffer& in, Send send) override {
    Request request;
    absl::Status parsed = ParseMessage(in, &request, kNulBytes<Request>);
    if (!parsed.ok()) return parsed;
    return conversation_->OnMessage(call, std::move(request), [&](const Response& response) {
      send(SerializeMessage(response));
    });
  }
  absl::Status OnEnd(const Call& call, Send send) override {
    return conversation_->OnEnd(
        call, [&](const Response& response) { send(SerializeMessage(response)); });
  }

 private:
  const std::unique_ptr<Conversation<Request, Response>> conversation_;
};

class ConversationReactor;

// The conversations of a server. Thread-safe.
class Conversations {
 public:
  struct Options {
    // How many may be open; where one more comes, the one that has been silent longest is
    // ended. RESOURCE_EXHAUSTED where none is silent.
    int max_open = 2'000;
    // Messages that are handled at once.
    int max_threads = 16;
    // How long a caller may be silent, and how long it may leave an answer unread.
    absl::Duration idle_timeout = absl::Minutes(5);
    absl::Duration write_timeout = absl::Seconds(30);
  };
  // Told when a conversation has ended, before its caller is.
  using Report = std::function<void(const Call&, const absl::Status&)>;

  explicit Conversations(const Options& options);
  // As Drain(), and waits for messages that are being handled.
  ~Conversations();

  grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>* Start(
      Call call, std::unique_ptr<BytesConversation> conversation, Report report);

  // Ends those that are silent, UNAVAILABLE with reason STOPPING, and the others when their
  // message is answered.
  void Drain();

 private:
  friend class ConversationReactor;
  using Reactors = std::list<ConversationReactor*>;

  void Sweep();

  const Options options_;
  mutable absl::Mutex mutex_;
  // Whose callers are silent, for the longest time first; and the others.
  Reactors silent_ ABSL_GUARDED_BY(mutex_);
  Reactors busy_ ABSL_GUARDED_BY(mutex_);
  bool draining_ ABSL_GUARDED_BY(mutex_) = false;
  bool closing_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread sweeper_;
  // Last: it waits for handlers.
  Executor executor_;
};

}  // namespace broadsheet
