// The one wrapper around every RPC: it parses the request, runs the handler off
// gRPC's threads, converts its status, counts, times and logs.
#pragma once

#include <grpcpp/grpcpp.h>

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/executor.h"
#include "common/metrics.h"
#include "common/rpc/call.h"
#include "common/rpc/message.h"
#include "common/rpc/stream.h"

namespace broadsheet {

class RpcMetrics;

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
// full the call is RESOURCE_EXHAUSTED with RetryInfo. Each stream has a thread
// of its own, up to a bound. Thread-safe.
class RpcRunner {
 public:
  struct Options {
    // Full name of the service: "broadsheet.storage.v1.StorageService".
    std::string service;
    int max_unary = 16;
    int max_unary_queued = 256;
    int max_streams = 256;
    // For callers that set no deadline.
    absl::Duration default_timeout = absl::Seconds(30);
    // Calls that take longer are logged.
    absl::Duration slow = absl::Seconds(1);
  };

  RpcRunner(Options options, Metrics& metrics);

  // Waits for the handlers that run.
  ~RpcRunner();

  // Tells endless streams to end: Call::over() is true from now on.
  void Drain() { draining_ = true; }

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

  // `handler(const Call&, const Request&, StreamWriter<Response>&)` answers a
  // Status.
  template <class Request, class Response, class Handler>
  grpc::ServerWriteReactor<grpc::ByteBuffer>* ServerStream(grpc::CallbackServerContext* context,
                                                           const char* method,
                                                           const grpc::ByteBuffer* in,
                                                           Handler handler) {
    auto* reactor = new ServerStreamReactor;
    grpc::ByteBuffer bytes = *in;
    RunStream(context, method, reactor,
              [handler = std::move(handler), bytes, reactor](const Call& call) -> absl::Status {
                Request request;
                absl::Status parsed = ParseMessage(bytes, &request, kNulBytes<Request>);
                if (!parsed.ok()) return parsed;
                StreamWriter<Response> writer(reactor);
                return handler(call, std::as_const(request), writer);
              });
    return reactor;
  }

  // `handler(const Call&, Stream<Request, Response>&)` answers a Status.
  template <class Request, class Response, class Handler>
  grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>* Bidi(
      grpc::CallbackServerContext* context, const char* method, Handler handler) {
    auto* reactor = new BidiReactor;
    RunStream(context, method, reactor,
              [handler = std::move(handler), reactor](const Call& call) -> absl::Status {
                Stream<Request, Response> stream(reactor);
                absl::Status status = handler(call, stream);
                return status.ok() ? stream.status() : status;
              });
    return reactor;
  }

 private:
  using UnaryBody =
      std::function<absl::Status(const Call&, const grpc::ByteBuffer&, grpc::ByteBuffer*)>;

  grpc::ServerUnaryReactor* UnaryBytes(grpc::CallbackServerContext* context, const char* method,
                                       const grpc::ByteBuffer* in, grpc::ByteBuffer* out,
                                       UnaryBody body);
  void RunStream(grpc::CallbackServerContext* context, const char* method, ByteStream* stream,
                 std::function<absl::Status(const Call&)> body);
  Call MakeCall(const grpc::CallbackServerContext* context, const char* method,
                bool is_stream) const;
  void Report(const Call& call, const char* method, absl::Time start, const absl::Status& status);

  const Options options_;
  std::atomic<bool> draining_ = false;
  std::unique_ptr<RpcMetrics> metrics_;
  // Last: they wait for handlers, which use the rest.
  Executor unary_;
  Executor streams_;
};

}  // namespace broadsheet
