// The one wrapper around every RPC: it parses the request, runs the handler off
// gRPC's threads, converts its status, counts, times and logs.
#pragma once

#include <grpcpp/grpcpp.h>

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "common/barrier.h"
#include "common/executor.h"
#include "common/metrics.h"
#include "common/rpc/call.h"
#include "common/rpc/conversation.h"
#include "common/rpc/limits.h"
#include "common/rpc/message.h"
#include "common/rpc/stream.h"
#include "common/rpc/suspension.h"

namespace broadsheet {

class RpcMetrics;

// Answers a call, once. Thread-safe.
template <class Response>
using Answer = std::function<void(absl::StatusOr<Response>)>;

// Used by the methods of a service's raw callback class:
//
//   grpc::ServerUnaryReactor* GetArticle(grpc::CallbackServerContext* context,
//                                        const grpc::ByteBuffer* in,
//                                        grpc::ByteBuffer* out) override {
//     return rpc_.Unary<GetArticleRequest>(
//         context, "GetArticle", in, out,
//         [this](const Call& call, const GetArticleRequest& request) {
//           return reader_.GetArticle(call, request);  // StatusOr<Article>
//         });
//   }
//
// A service is made of WithRawCallbackMethod_X for every method X it has, and
// WithCallbackMethod_Y for every one that answers UNIMPLEMENTED, around
// X::Service (not X::CallbackService, whose streams have other types).
//
// A handler may block. Unary ones run on a bounded executor; when its queue is
// full the call is RESOURCE_EXHAUSTED with RetryInfo. Those that wait for something
// (Call::suspension) or answer later (UnaryLater) take no thread meanwhile. Each stream
// has a thread of its own, up to a bound; conversations take one only while a message is
// handled. What a handler throws is INTERNAL, and ends that call alone. Thread-safe.
class RpcRunner {
 public:
  struct Options {
    // Full name of the service: "broadsheet.storage.v1.StorageService".
    std::string service;
    RpcLimits limits;
    int max_unary = 16;
    int max_streams = 256;
    // For callers that set no deadline.
    absl::Duration default_timeout = absl::Seconds(30);
    // How long a stream's message may wait for its caller to read.
    absl::Duration stream_write_timeout = absl::Seconds(30);
    // Calls that take longer are logged.
    absl::Duration slow = absl::Seconds(1);
  };

  RpcRunner(Options options, Metrics& metrics);

  // Waits for the handlers that run, and for the answers that are due.
  ~RpcRunner();

  // Tells endless streams to end: Call::over() is true from now on.
  void Drain();

  // Streams whose handlers run.
  int streams_running() const { return streams_.running(); }

  // `handler(const Call&, const Request&)` answers StatusOr<Response>.
  template <class Request, class Handler>
  grpc::ServerUnaryReactor* Unary(grpc::CallbackServerContext* context, const char* method,
                                  const grpc::ByteBuffer* in, grpc::ByteBuffer* out,
                                  Handler handler) {
    return UnaryBytes(context, method, in, out,
                      [handler = std::move(handler)](const Call& call, const grpc::ByteBuffer& in,
                                                     grpc::ByteBuffer* out) -> absl::Status {
                        Request request;
                        absl::Status parsed = ParseMessage(in, &request, kNulBytes<Request>);
                        if (!parsed.ok()) return parsed;
                        auto response = handler(call, std::as_const(request));
                        if (!response.ok()) return response.status();
                        *out = SerializeMessage(*response);
                        return absl::OkStatus();
                      });
  }

  // `handler(const Call&, Request, Answer<Response>)` is called on gRPC's thread
  // and must not block. It, or what it hands the answer to, calls the answer,
  // from any thread; `Call` is valid until then. Only the first answer counts.
  template <class Request, class Response, class Handler>
  grpc::ServerUnaryReactor* UnaryLater(grpc::CallbackServerContext* context, const char* method,
                                       const grpc::ByteBuffer* in, grpc::ByteBuffer* out,
                                       Handler handler) {
    const std::shared_ptr<UnaryCall> pending = StartCall(context, method, in, out, nullptr);
    grpc::ServerUnaryReactor* reactor = pending->reactor;
    Request request;
    absl::Status parsed = ParseMessage(*in, &request, kNulBytes<Request>);
    if (!parsed.ok()) {
      FinishCall(*pending, parsed);
      return reactor;
    }
    const Answer<Response> answer = [this, pending](absl::StatusOr<Response> response) {
      FinishCall(*pending, response.status(), [&] { *pending->out = SerializeMessage(*response); });
    };
    const absl::Status handled = StopExceptions(pending->call.method, [&] {
      handler(pending->call, std::move(request), answer);
      return absl::OkStatus();
    });
    if (!handled.ok()) answer(handled);
    return reactor;
  }

  // `handler(const Call&, const Request&, StreamWriter<Response>&)` answers a
  // Status.
  template <class Request, class Response, class Handler>
  grpc::ServerWriteReactor<grpc::ByteBuffer>* ServerStream(grpc::CallbackServerContext* context,
                                                           const char* method,
                                                           const grpc::ByteBuffer* in,
                                                           Handler handler) {
    auto* reactor = new ServerStreamReactor(options_.stream_write_timeout);
    grpc::ByteBuffer bytes = *in;
    RunStream(context, method, reactor,
              [handler = std::move(handler), bytes, reactor](const Call& call) -> absl::Status {
                Request request;
                absl::Status parsed = ParseMessage(bytes, &request, kNulBytes<Request>);
                if (!parsed.ok()) return parsed;
                StreamWriter<Response> writer(reactor);
                absl::Status status = handler(call, std::as_const(request), writer);
                return writer.status().ok() ? status : writer.status();
              });
    return reactor;
  }

  // `handler(const Call&, Stream<Request, Response>&)` answers a Status.
  template <class Request, class Response, class Handler>
  grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>* Bidi(
      grpc::CallbackServerContext* context, const char* method, Handler handler) {
    auto* reactor = new BidiReactor(options_.stream_write_timeout);
    RunStream(context, method, reactor,
              [handler = std::move(handler), reactor](const Call& call) -> absl::Status {
                Stream<Request, Response> stream(reactor);
                absl::Status status = handler(call, stream);
                return stream.status().ok() ? status : stream.status();
              });
    return reactor;
  }

  // A stream of which each message is handled by itself: it takes no thread while its
  // caller is silent, and is ended where that lasts.
  template <class Request, class Response>
  grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>* Converse(
      grpc::CallbackServerContext* context, const char* method,
      std::unique_ptr<Conversation<Request, Response>> conversation) {
    return StartConversation(
        context, method,
        std::make_unique<TypedConversation<Request, Response>>(std::move(conversation)));
  }

 private:
  using UnaryBody =
      std::function<absl::Status(const Call&, const grpc::ByteBuffer&, grpc::ByteBuffer*)>;

  // A call whose answer is due.
  struct UnaryCall {
    Call call;
    const char* method;
    absl::Time start;
    grpc::ServerUnaryReactor* reactor;
    const grpc::ByteBuffer* in;
    grpc::ByteBuffer* out;
    UnaryBody body;
    Suspension suspension;
    std::atomic<bool> answered = false;
  };

  grpc::ServerUnaryReactor* UnaryBytes(grpc::CallbackServerContext* context, const char* method,
                                       const grpc::ByteBuffer* in, grpc::ByteBuffer* out,
                                       UnaryBody body);
  std::shared_ptr<UnaryCall> StartCall(grpc::CallbackServerContext* context, const char* method,
                                       const grpc::ByteBuffer* in, grpc::ByteBuffer* out,
                                       UnaryBody body);
  void Handle(const std::shared_ptr<UnaryCall>& pending);
  void Suspend(const std::shared_ptr<UnaryCall>& pending,
               const std::function<void(Suspension::Resume)>& begin);
  // Nothing where the call was answered before; `answer` makes its bytes.
  void FinishCall(
      UnaryCall& pending, const absl::Status& status, absl::FunctionRef<void()> answer = [] {});
  void RunStream(grpc::CallbackServerContext* context, const char* method, ByteStream* stream,
                 std::function<absl::Status(const Call&)> body);
  grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>* StartConversation(
      grpc::CallbackServerContext* context, const char* method,
      std::unique_ptr<BytesConversation> conversation);
  Call MakeCall(const grpc::CallbackServerContext* context, const char* method,
                bool is_stream) const;
  void Report(const Call& call, const char* method, absl::Time start, const absl::Status& status);

  const Options options_;
  std::atomic<bool> draining_ = false;
  std::unique_ptr<RpcMetrics> metrics_;
  absl::Mutex mutex_;
  int answers_due_ ABSL_GUARDED_BY(mutex_) = 0;
  int suspended_ ABSL_GUARDED_BY(mutex_) = 0;
  // Last: they wait for handlers, which use the rest.
  Executor unary_;
  Executor streams_;
  Conversations conversations_;
};

}  // namespace broadsheet
