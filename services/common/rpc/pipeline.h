// Streams whose messages are answered one for one, in their order, while others are on
// their way.
#pragma once

#include <grpcpp/grpcpp.h>

#include <functional>
#include <memory>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/rpc/call.h"
#include "common/rpc/message.h"
#include "common/rpc/open_streams.h"

namespace broadsheet {

// What a stream's messages are handled by.
template <class Request, class Response>
class Pipeline {
 public:
  // To be called once, at any time and on any thread. An error ends the stream, behind
  // the answers to what came before.
  using Answer = std::function<void(absl::StatusOr<Response>)>;
  // To be called once, at any time and on any thread: one more message may come.
  using Next = std::function<void()>;

  virtual ~Pipeline() = default;
  // Called with one message after the other, on gRPC's threads: must not block.
  virtual void OnMessage(const Call& call, Request request, Answer answer, Next next) = 0;
  // The stream has ended before its time: nobody waits for the answers that are due. Called
  // at most once, on any thread; must not block.
  virtual void OnBroken() {}
};

// The same in bytes.
class BytesPipeline {
 public:
  using Answer = std::function<void(absl::StatusOr<grpc::ByteBuffer>)>;
  using Next = std::function<void()>;

  virtual ~BytesPipeline() = default;
  virtual void OnMessage(const Call& call, const grpc::ByteBuffer& in, Answer answer,
                         Next next) = 0;
  virtual void OnBroken() = 0;
};

template <class Request, class Response>
class TypedPipeline final : public BytesPipeline {
 public:
  explicit TypedPipeline(std::unique_ptr<Pipeline<Request, Response>> pipeline)
      : pipeline_(std::move(pipeline)) {}

  void OnMessage(const Call& call, const grpc::ByteBuffer& in, Answer answer, Next next) override {
    Request request;
    const absl::Status parsed = ParseMessage(in, &request, kNulBytes<Request>);
    if (!parsed.ok()) return answer(parsed);
    const auto typed_answer = [answer = std::move(answer)](absl::StatusOr<Response> response) {
      if (!response.ok()) return answer(response.status());
      answer(SerializeMessage(*response));
    };
    pipeline_->OnMessage(call, std::move(request), typed_answer, std::move(next));
  }
  void OnBroken() override { pipeline_->OnBroken(); }

 private:
  const std::unique_ptr<Pipeline<Request, Response>> pipeline_;
};

// Messages are read while those that are not answered yet, or whose answers the caller has
// not taken, are few bytes: what it sends beyond that, flow control holds back. `streams`
// outlives the stream.
grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>* StartPipeline(
    OpenStreams& streams, Call call, std::unique_ptr<BytesPipeline> pipeline, StreamHost host);

}  // namespace broadsheet
