#include "common/rpc/runner.h"

#include <prometheus/gauge.h>

#include <limits>
#include <optional>
#include <string_view>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/log.h"
#include "common/rpc/rpc_metrics.h"
#include "common/rpc/status.h"
#include "common/rpc/tls.h"
#include "common/status.h"
#include "common/uuid.h"

namespace broadsheet {
namespace {

// The trace id of "00-{32 hex digits}-{16}-{2}" (W3C Trace Context), or a new one.
std::string TraceId(const grpc::CallbackServerContext& context) {
  const auto found = context.client_metadata().find("traceparent");
  if (found != context.client_metadata().end() && found->second.size() == 55) {
    return std::string(found->second.data() + 3, 32);
  }
  return absl::BytesToHexString(RandomBytes(16));
}

// Of one method and code, in a second.
constexpr int kMaxLogLines = 10;

std::optional<std::string_view> Authorization(const grpc::CallbackServerContext& context) {
  const auto found = context.client_metadata().find("authorization");
  if (found == context.client_metadata().end()) return std::nullopt;
  return std::string_view(found->second.data(), found->second.size());
}

// Whom its quota counts: the name, or else the address without the port, which no name can be.
std::string AccountOf(const Caller& caller, const grpc::CallbackServerContext& context) {
  if (!caller.name.empty()) return caller.name;
  const std::string peer = context.peer();
  return peer.substr(0, peer.rfind(':'));
}

// Ends as soon as it has begun.
template <class Reactor>
class Refused final : public Reactor {
 public:
  explicit Refused(const absl::Status& status) { this->Finish(ToGrpc(status)); }
  void OnDone() override { delete this; }
};

constexpr absl::Duration kRetryDelay = absl::Milliseconds(200);

bool IsCallersFault(const absl::Status& status) {
  return absl::IsInvalidArgument(status) || absl::IsNotFound(status) ||
         absl::IsAlreadyExists(status) || absl::IsFailedPrecondition(status) ||
         absl::IsAborted(status) || absl::IsOutOfRange(status) || absl::IsUnauthenticated(status) ||
         absl::IsPermissionDenied(status);
}

Severity SeverityOf(const absl::Status& status) {
  // A caller who goes, as those who watch or import do, is nothing to look into.
  if (status.ok() || absl::IsCancelled(status)) return Severity::kInfo;
  return IsCallersFault(status) ? Severity::kWarning : Severity::kError;
}

}  // namespace

RpcRunner::RpcRunner(Options options, Metrics& metrics)
    : options_(std::move(options)),
      roles_(options_.callers == nullptr ? std::map<std::string, Role, std::less<>>()
                                         : RolesOfMethods(options_.service)),
      metrics_(std::make_unique<RpcMetrics>(options_.service, metrics)),
      log_limit_(kMaxLogLines),
      overloaded_(RetryAfter(kRetryDelay, "too many calls wait")),
      grpc_overloaded_(ToGrpc(overloaded_)),
      unary_(options_.max_unary, options_.limits.max_queued_calls, options_.limits.max_queued_bytes,
             options_.niceness),
      handlers_(options_.max_messages, options_.limits.max_open_streams,
                std::numeric_limits<int64_t>::max(), options_.niceness),
      streams_({.max_open = options_.limits.max_open_streams,
                .idle_timeout = options_.limits.stream_idle_timeout,
                .write_timeout = options_.stream_write_timeout,
                .rest = options_.stream_rest}) {}

RpcRunner::~RpcRunner() {
  Drain();
  const auto none_due = [this]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return answers_due_ == 0; };
  absl::MutexLock lock(&mutex_, absl::Condition(&none_due));
}

void RpcRunner::Drain() {
  draining_ = true;
  streams_.Drain();
}

Call RpcRunner::MakeCall(const grpc::CallbackServerContext* context, const char* method,
                         bool is_stream) const {
  Call call;
  call.method = absl::StrCat(options_.service, "/", method);
  call.trace_id = TraceId(*context);
  call.is_gone = [context] { return context->IsCancelled(); };
  call.abandon = [context] { context->TryCancel(); };
  call.is_over = [this, context] { return draining_ || context->IsCancelled(); };
  if (context->deadline() != std::chrono::system_clock::time_point::max()) {
    call.deadline = absl::FromChrono(context->deadline());
  } else if (!is_stream) {
    call.deadline = absl::Now() + options_.default_timeout;
  }
  return call;
}

absl::StatusOr<Caller> RpcRunner::CallerOf(const grpc::CallbackServerContext& context,
                                           const char* method) const {
  if (options_.callers == nullptr) return Caller();
  const Credentials credentials{Authorization(context), PeerNames(*context.auth_context())};
  return options_.callers->Admit(credentials, roles_.find(method)->second);
}

absl::Status RpcRunner::Charge(const Caller& caller, const grpc::CallbackServerContext& context,
                               int64_t bytes) const {
  if (options_.quotas == nullptr || !options_.quotas->Limits(caller.quota)) return absl::OkStatus();
  return options_.quotas->Take(AccountOf(caller, context), caller.quota, bytes);
}

absl::Status RpcRunner::AdmitCall(UnaryCall& pending,
                                  const grpc::CallbackServerContext& context) const {
  ASSIGN_OR_RETURN(Caller caller, CallerOf(context, pending.method));
  RETURN_IF_ERROR(Charge(caller, context, static_cast<int64_t>(pending.in->Length())));
  pending.call.caller = std::move(caller.name);
  return absl::OkStatus();
}

absl::StatusOr<StreamHost> RpcRunner::AdmitStream(const grpc::CallbackServerContext& context,
                                                  const char* method, size_t bytes, Call* call) {
  absl::StatusOr<StreamHost> host = MakeHost(context, method, bytes, call);
  if (!host.ok()) Report(*call, method, call->start, host.status());
  return host;
}

absl::StatusOr<StreamHost> RpcRunner::MakeHost(const grpc::CallbackServerContext& context,
                                               const char* method, size_t bytes, Call* call) {
  ASSIGN_OR_RETURN(Caller caller, CallerOf(context, method));
  Quotas::OpenStream counted;
  if (options_.quotas != nullptr && options_.quotas->Limits(caller.quota)) {
    ASSIGN_OR_RETURN(counted, options_.quotas->Open(AccountOf(caller, context), caller.quota));
  }
  RETURN_IF_ERROR(Charge(caller, context, static_cast<int64_t>(bytes)));
  call->caller = std::move(caller.name);
  return HostOf(context, method, std::move(counted));
}

grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>* RpcRunner::RefusedStream(
    const absl::Status& status) {
  return new Refused<grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>>(status);
}

grpc::ServerWriteReactor<grpc::ByteBuffer>* RpcRunner::RefusedWatch(const absl::Status& status) {
  return new Refused<grpc::ServerWriteReactor<grpc::ByteBuffer>>(status);
}

grpc::ServerUnaryReactor* RpcRunner::UnaryBytes(grpc::CallbackServerContext* context,
                                                const char* method, const grpc::ByteBuffer* in,
                                                grpc::ByteBuffer* out,
                                                std::optional<grpc::ByteBuffer> ready,
                                                UnaryBody body) {
  const std::shared_ptr<UnaryCall> pending = StartCall(context, method, in, out, std::move(body));
  grpc::ServerUnaryReactor* reactor = pending->reactor;
  if (const absl::Status admitted = AdmitCall(*pending, *context); !admitted.ok()) {
    FinishCall(*pending, admitted);
    return reactor;
  }
  if (ready) {
    FinishCall(*pending, absl::OkStatus(), [&] { *out = *std::move(ready); });
    return reactor;
  }
  const auto bytes = static_cast<int64_t>(in->Length());
  metrics_->queued_calls().Increment();
  if (!unary_.Submit([this, pending] { Handle(pending); }, bytes)) {
    metrics_->queued_calls().Decrement();
    Refuse(*pending);
  }
  return reactor;
}

std::shared_ptr<RpcRunner::UnaryCall> RpcRunner::StartCall(grpc::CallbackServerContext* context,
                                                           const char* method,
                                                           const grpc::ByteBuffer* in,
                                                           grpc::ByteBuffer* out, UnaryBody body) {
  auto pending = std::make_shared<UnaryCall>();
  pending->call = MakeCall(context, method, /*is_stream=*/false);
  pending->call.suspension = &pending->suspension;
  pending->method = method;
  pending->start = absl::Now();
  pending->reactor = context->DefaultReactor();
  pending->in = in;
  pending->out = out;
  pending->body = std::move(body);
  absl::MutexLock lock(&mutex_);
  ++answers_due_;
  return pending;
}

void RpcRunner::Handle(const std::shared_ptr<UnaryCall>& pending) {
  metrics_->queued_calls().Decrement();
  if (pending->call.time_left() <= absl::ZeroDuration()) {
    return FinishCall(*pending,
                      absl::DeadlineExceededError("the deadline passed before the call's turn"));
  }
  const absl::Status status = StopExceptions(pending->call.method, [&] {
    return pending->body(pending->call, *pending->in, pending->out);
  });
  const auto begin = pending->suspension.Take();
  begin ? Suspend(pending, begin) : FinishCall(*pending, status);
}

void RpcRunner::Suspend(const std::shared_ptr<UnaryCall>& pending,
                        const std::function<void(Suspension::Resume)>& begin) {
  bool has_room = false;
  {
    absl::MutexLock lock(&mutex_);
    has_room = suspended_ < options_.limits.max_waiting_calls;
    if (has_room) ++suspended_;
  }
  if (!has_room) return Refuse(*pending);
  metrics_->suspended_calls().Increment();
  begin([this, pending](const absl::Status& status) {
    {
      absl::MutexLock lock(&mutex_);
      --suspended_;
    }
    metrics_->suspended_calls().Decrement();
    if (!status.ok()) return FinishCall(*pending, status);
    metrics_->queued_calls().Increment();
    unary_.Resubmit([this, pending] { Handle(pending); });
  });
}

void RpcRunner::FinishCall(UnaryCall& pending, const absl::Status& status,
                           absl::FunctionRef<void()> answer) {
  if (pending.answered.exchange(true)) return;
  if (status.ok()) answer();
  Finish(pending, status, ToGrpc(status));
}

void RpcRunner::Refuse(UnaryCall& pending) {
  if (!pending.answered.exchange(true)) Finish(pending, overloaded_, grpc_overloaded_);
}

void RpcRunner::Finish(UnaryCall& pending, const absl::Status& status,
                       const grpc::Status& grpc_status) {
  Report(pending.call, pending.method, pending.start, status);
  pending.reactor->Finish(grpc_status);
  absl::MutexLock lock(&mutex_);
  --answers_due_;
}

StreamHost RpcRunner::HostOf(const grpc::CallbackServerContext& context, const char* method,
                             Quotas::OpenStream counted) {
  metrics_->open_streams().Increment();
  StreamHost host;
  // The context lives as long as the stream does.
  host.readmit = [this, &context, method](std::optional<int64_t> message_bytes) -> absl::Status {
    ASSIGN_OR_RETURN(const Caller caller, CallerOf(context, method));
    return message_bytes ? Charge(caller, context, *message_bytes) : absl::OkStatus();
  };
  host.report = [this, method, start = absl::Now(), counted = std::move(counted)](
                    const Call& call, const absl::Status& status) mutable {
    // Before its caller is told, who may open the next at once.
    counted.reset();
    metrics_->open_streams().Decrement();
    Report(call, method, start, status);
  };
  return host;
}

void RpcRunner::Report(const Call& call, const char* method, absl::Time start,
                       const absl::Status& status) {
  const absl::Duration took = absl::Now() - start;
  metrics_->Handled(method, status.code(), took);
  const bool endless = call.deadline == absl::InfiniteFuture();
  if (status.ok() && (endless || took < options_.slow)) return;
  const std::string code = absl::StatusCodeToString(status.code());
  const auto left_out = log_limit_.Take(absl::StrCat(method, " ", code), absl::Now());
  if (!left_out) return;
  Log(SeverityOf(status), status.ok() ? "slow call" : "failed call",
      {{"method", call.method},
       {"code", code},
       {"error", status.message()},
       {"seconds", absl::ToDoubleSeconds(took)},
       {"caller", call.caller},
       {"trace_id", call.trace_id},
       {"left_out", *left_out}});
}

}  // namespace broadsheet
