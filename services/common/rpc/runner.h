// The one wrapper around every RPC: it asks who calls, parses the request, runs the handler
// off gRPC's threads, converts its status, counts, times and logs.
#pragma once

#include <grpcpp/grpcpp.h>

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "common/auth/callers.h"
#include "common/auth/quotas.h"
#include "common/auth/role.h"
#include "common/barrier.h"
#include "common/executor.h"
#include "common/log_limit.h"
#include "common/metrics.h"
#include "common/rpc/call.h"
#include "common/rpc/conversation.h"
#include "common/rpc/limits.h"
#include "common/rpc/message.h"
#include "common/rpc/open_streams.h"
#include "common/rpc/pipeline.h"
#include "common/rpc/suspension.h"
#include "common/rpc/watch.h"

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
// (Call::suspension) or answer later (UnaryLater) take no thread meanwhile, nor do streams
// (see open_streams.h). What a handler throws is INTERNAL, and ends that call alone. Thread-safe.
class RpcRunner {
 public:
  struct Options {
    // Full name of the service: "broadsheet.storage.v1.StorageService".
    std::string service;
    RpcLimits limits;
    // Who may call, by the roles that the service's proto states. Null: everybody may. Must
    // outlive the runner.
    const Callers* callers = nullptr;
    // How much of it. Null: as much as they like. Must outlive the runner.
    Quotas* quotas = nullptr;
    // Calls, and messages of streams, that are handled at a time.
    int max_unary = 16;
    int max_messages = 16;
    // Of the threads that handle them, as nice(1) has it: so that calls are taken, refused
    // and told of health at once while the processors are busy with those that came before.
    int niceness = 10;
    // For callers that set no deadline.
    absl::Duration default_timeout = absl::Seconds(30);
    // How long a stream's message may wait for its caller to read.
    absl::Duration stream_write_timeout = absl::Seconds(30);
    // How long a watch rests that nobody wakes.
    absl::Duration stream_rest = absl::Milliseconds(500);
    // Calls that take longer are logged.
    absl::Duration slow = absl::Seconds(1);
  };

  RpcRunner(Options options, Metrics& metrics);

  // Waits for the handlers that run, and for the answers that are due.
  ~RpcRunner();

  // Tells endless streams to end: Call::over() is true from now on.
  void Drain();

  // Streams that are open.
  int open_streams() const { return streams_.size(); }

  // `handler(const Call&, const Request&)` answers StatusOr<Response>. `ready`, where there is one,
  // is the answer already: who may call gets it at once, on this thread.
  template <class Request, class Handler>
  grpc::ServerUnaryReactor* Unary(grpc::CallbackServerContext* context, const char* method,
                                  const grpc::ByteBuffer* in, grpc::ByteBuffer* out,
                                  Handler handler,
                                  std::optional<grpc::ByteBuffer> ready = std::nullopt) {
    return UnaryBytes(context, method, in, out, std::move(ready),
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
    if (const absl::Status admitted = AdmitCall(*pending, *context); !admitted.ok()) {
      FinishCall(*pending, admitted);
      return reactor;
    }
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

  // A stream of which each message is handled by itself.
  template <class Request, class Response>
  grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>* Converse(
      grpc::CallbackServerContext* context, const char* method,
      std::unique_ptr<Conversation<Request, Response>> conversation) {
    Call call = MakeCall(context, method, /*is_stream=*/true);
    absl::StatusOr<StreamHost> host = AdmitStream(*context, method, 0, &call);
    if (!host.ok()) return RefusedStream(host.status());
    return StartConversation(
        streams_, handlers_, std::move(call),
        std::make_unique<TypedConversation<Request, Response>>(std::move(conversation)),
        *std::move(host));
  }

  // A stream whose messages are answered one for one, while others are on their way.
  template <class Request, class Response>
  grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>* Pipe(
      grpc::CallbackServerContext* context, const char* method,
      std::unique_ptr<Pipeline<Request, Response>> pipeline) {
    Call call = MakeCall(context, method, /*is_stream=*/true);
    absl::StatusOr<StreamHost> host = AdmitStream(*context, method, 0, &call);
    if (!host.ok()) return RefusedStream(host.status());
    return StartPipeline(streams_, std::move(call),
                         std::make_unique<TypedPipeline<Request, Response>>(std::move(pipeline)),
                         *std::move(host));
  }

  // A stream of answers that come when something happens. `make(const Request&)` is called
  // on gRPC's thread, must not block, and answers StatusOr<std::unique_ptr<Watch<Response>>>.
  template <class Request, class Response, class Make>
  grpc::ServerWriteReactor<grpc::ByteBuffer>* WatchFor(grpc::CallbackServerContext* context,
                                                       const char* method,
                                                       const grpc::ByteBuffer* in, Make make) {
    Call call = MakeCall(context, method, /*is_stream=*/true);
    absl::StatusOr<StreamHost> host = AdmitStream(*context, method, in->Length(), &call);
    if (!host.ok()) return RefusedWatch(host.status());
    auto watch = MakeWatch<Request, Response>(*in, std::move(make));
    if (!watch.ok()) {
      host->report(call, watch.status());
      return RefusedWatch(watch.status());
    }
    return StartWatch(streams_, handlers_, std::move(call), *std::move(watch), *std::move(host));
  }

  // Something has happened that watches may wait for.
  void WakeWatches() { streams_.WakeAll(); }

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
                                       std::optional<grpc::ByteBuffer> ready, UnaryBody body);
  std::shared_ptr<UnaryCall> StartCall(grpc::CallbackServerContext* context, const char* method,
                                       const grpc::ByteBuffer* in, grpc::ByteBuffer* out,
                                       UnaryBody body);
  void Handle(const std::shared_ptr<UnaryCall>& pending);
  void Suspend(const std::shared_ptr<UnaryCall>& pending,
               const std::function<void(Suspension::Resume)>& begin);
  // Nothing where the call was answered before; `answer` makes its bytes.
  void FinishCall(
      UnaryCall& pending, const absl::Status& status, absl::FunctionRef<void()> answer = [] {});
  // RESOURCE_EXHAUSTED, as cheaply as can be: there may be many more of these calls than of
  // those that are answered.
  void Refuse(UnaryCall& pending);
  void Finish(UnaryCall& pending, const absl::Status& status, const grpc::Status& grpc_status);
  // Counts a stream that begins.
  StreamHost HostOf(const grpc::CallbackServerContext& context, const char* method,
                    Quotas::OpenStream counted);

  template <class Request, class Response, class Make>
  static absl::StatusOr<std::unique_ptr<BytesWatch>> MakeWatch(const grpc::ByteBuffer& in,
                                                               Make make) {
    Request request;
    const absl::Status parsed = ParseMessage(in, &request, kNulBytes<Request>);
    if (!parsed.ok()) return parsed;
    absl::StatusOr<std::unique_ptr<Watch<Response>>> watch = make(std::as_const(request));
    if (!watch.ok()) return watch.status();
    return std::make_unique<TypedWatch<Response>>(*std::move(watch));
  }

  // Who calls `method`, or why the call is refused.
  absl::StatusOr<Caller> CallerOf(const grpc::CallbackServerContext& context,
                                  const char* method) const;
  // Counts a request of so many bytes of the caller's.
  absl::Status Charge(const Caller& caller, const grpc::CallbackServerContext& context,
                      int64_t bytes) const;
  // Names the caller in the call, or says why it is refused.
  absl::Status AdmitCall(UnaryCall& pending, const grpc::CallbackServerContext& context) const;
  // The same of a stream that begins with so many bytes; who is refused is reported.
  absl::StatusOr<StreamHost> AdmitStream(const grpc::CallbackServerContext& context,
                                         const char* method, size_t bytes, Call* call);
  absl::StatusOr<StreamHost> MakeHost(const grpc::CallbackServerContext& context,
                                      const char* method, size_t bytes, Call* call);
  // Streams that end as soon as they have begun.
  static grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>* RefusedStream(
      const absl::Status& status);
  static grpc::ServerWriteReactor<grpc::ByteBuffer>* RefusedWatch(const absl::Status& status);
  Call MakeCall(const grpc::CallbackServerContext* context, const char* method,
                bool is_stream) const;
  void Report(const Call& call, const char* method, absl::Time start, const absl::Status& status);

  const Options options_;
  // Of the service's methods, where somebody is asked.
  const std::map<std::string, Role, std::less<>> roles_;
  std::atomic<bool> draining_ = false;
  std::unique_ptr<RpcMetrics> metrics_;
  LogLimit log_limit_;
  const absl::Status overloaded_;
  const grpc::Status grpc_overloaded_;
  absl::Mutex mutex_;
  int answers_due_ ABSL_GUARDED_BY(mutex_) = 0;
  int suspended_ ABSL_GUARDED_BY(mutex_) = 0;
  // Last: they wait for handlers, which use the rest.
  Executor unary_;
  Executor handlers_;
  OpenStreams streams_;
};

}  // namespace broadsheet
