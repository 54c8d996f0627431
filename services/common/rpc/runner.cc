#include "common/rpc/runner.h"

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/log.h"
#include "common/rpc/rpc_metrics.h"
#include "common/rpc/status.h"
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

absl::Status Overloaded(const Call& call) {
  return RetryAfter(absl::Milliseconds(200), absl::StrCat(call.method, ": too many calls wait"));
}

bool IsCallersFault(const absl::Status& status) {
  return absl::IsInvalidArgument(status) || absl::IsNotFound(status) ||
         absl::IsAlreadyExists(status) || absl::IsFailedPrecondition(status) ||
         absl::IsAborted(status) || absl::IsOutOfRange(status);
}

Severity SeverityOf(const absl::Status& status) {
  // A caller who goes, as those who watch or import do, is nothing to look into.
  if (status.ok() || absl::IsCancelled(status)) return Severity::kInfo;
  return IsCallersFault(status) ? Severity::kWarning : Severity::kError;
}

}  // namespace

RpcRunner::RpcRunner(Options options, Metrics& metrics)
    : options_(std::move(options)),
      metrics_(std::make_unique<RpcMetrics>(options_.service, metrics)),
      unary_(options_.max_unary, options_.max_unary_queued),
      streams_(options_.max_streams, 0) {}

RpcRunner::~RpcRunner() {
  Drain();
  const auto none_due = [this]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return answers_due_ == 0; };
  absl::MutexLock lock(&mutex_, absl::Condition(&none_due));
}

Call RpcRunner::MakeCall(const grpc::CallbackServerContext* context, const char* method,
                         bool is_stream) const {
  Call call;
  call.method = absl::StrCat(options_.service, "/", method);
  call.trace_id = TraceId(*context);
  call.is_over = [this, context] { return draining_ || context->IsCancelled(); };
  if (context->deadline() != std::chrono::system_clock::time_point::max()) {
    call.deadline = absl::FromChrono(context->deadline());
  } else if (!is_stream) {
    call.deadline = absl::Now() + options_.default_timeout;
  }
  return call;
}

grpc::ServerUnaryReactor* RpcRunner::UnaryBytes(grpc::CallbackServerContext* context,
                                                const char* method, const grpc::ByteBuffer* in,
                                                grpc::ByteBuffer* out, UnaryBody body) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  const absl::Time start = absl::Now();
  Call call = MakeCall(context, method, /*is_stream=*/false);
  const auto finish = [this, reactor, method, start](const Call& call, const absl::Status& status) {
    Report(call, method, start, status);
    reactor->Finish(ToGrpc(status));
  };
  const bool submitted = unary_.Submit([=, body = std::move(body)] {
    finish(call, call.time_left() > absl::ZeroDuration()
                     ? body(call, *in, out)
                     : absl::DeadlineExceededError("the deadline passed before the call's turn"));
  });
  if (!submitted) finish(call, Overloaded(call));
  return reactor;
}

std::shared_ptr<RpcRunner::PendingCall> RpcRunner::StartCall(
    const grpc::CallbackServerContext* context, const char* method) {
  auto pending = std::make_shared<PendingCall>(
      PendingCall{MakeCall(context, method, /*is_stream=*/false), method, absl::Now()});
  absl::MutexLock lock(&mutex_);
  ++answers_due_;
  return pending;
}

void RpcRunner::FinishCall(const PendingCall& pending, grpc::ServerUnaryReactor* reactor,
                           const absl::Status& status) {
  Report(pending.call, pending.method, pending.start, status);
  reactor->Finish(ToGrpc(status));
  absl::MutexLock lock(&mutex_);
  --answers_due_;
}

void RpcRunner::RunStream(grpc::CallbackServerContext* context, const char* method,
                          ByteStream* stream, std::function<absl::Status(const Call&)> body) {
  const absl::Time start = absl::Now();
  Call call = MakeCall(context, method, /*is_stream=*/true);
  const auto finish = [this, stream, method, start](const Call& call, const absl::Status& status) {
    Report(call, method, start, status);
    stream->End(ToGrpc(status));
  };
  const bool submitted = streams_.Submit([=, body = std::move(body)] { finish(call, body(call)); });
  if (!submitted) finish(call, Overloaded(call));
}

void RpcRunner::Report(const Call& call, const char* method, absl::Time start,
                       const absl::Status& status) {
  const absl::Duration took = absl::Now() - start;
  metrics_->Handled(method, status.code(), took);
  const bool endless = call.deadline == absl::InfiniteFuture();
  if (status.ok() && (endless || took < options_.slow)) return;
  Log(SeverityOf(status), status.ok() ? "slow call" : "failed call",
      {{"method", call.method},
       {"code", absl::StatusCodeToString(status.code())},
       {"error", status.message()},
       {"seconds", absl::ToDoubleSeconds(took)},
       {"trace_id", call.trace_id}});
}

}  // namespace broadsheet
