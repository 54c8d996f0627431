// Streams of which each message is handled by itself.
#pragma once

#include <grpcpp/grpcpp.h>

#include <memory>
#include <utility>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "common/executor.h"
#include "common/rpc/call.h"
#include "common/rpc/message.h"
#include "common/rpc/open_streams.h"

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
  // The caller has no more. Called again, when the caller has taken what it sent, as long as
  // unfinished(): long work does a part of it each time.
  virtual absl::Status OnEnd(const Call& call, Send send) { return absl::OkStatus(); }
  virtual bool unfinished() const { return false; }
};

// The same in bytes.
class BytesConversation {
 public:
  using Send = absl::FunctionRef<void(grpc::ByteBuffer)>;

  virtual ~BytesConversation() = default;
  virtual absl::Status OnMessage(const Call& call, const grpc::ByteBuffer& in, Send send) = 0;
  virtual absl::Status OnEnd(const Call& call, Send send) = 0;
  virtual bool unfinished() const = 0;
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
  bool unfinished() const override { return conversation_->unfinished(); }

 private:
  const std::unique_ptr<Conversation<Request, Response>> conversation_;
};

// Its messages are handled by `executor`, which outlives `streams`, as that does the stream.
grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>* StartConversation(
    OpenStreams& streams, Executor& executor, Call call,
    std::unique_ptr<BytesConversation> conversation, StreamHost host);

}  // namespace broadsheet
