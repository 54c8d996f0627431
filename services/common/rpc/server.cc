#include "common/rpc/server.h"

#include <grpc/support/log.h>
#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/health_check_service_interface.h>
#include <grpcpp/resource_quota.h>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <limits>

#include "absl/memory/memory.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/log.h"
#include "common/log_limit.h"
#include "grpc/health/v1/health.pb.h"

namespace broadsheet {
namespace {

constexpr int kDayMillis = 24 * 60 * 60 * 1000;

std::atomic<bool> is_accepting = true;

// The only sign that gRPC gives of a listener that it has given up.
bool SaysThatAcceptFailed(const char* message) {
  return std::strstr(message, "Failed accept4: Too many open files") != nullptr;
}

void OnGrpcLog(gpr_log_func_args* line) {
  if (SaysThatAcceptFailed(line->message)) is_accepting = false;
  // Whoever can reach the port can fail at TLS as often as he likes.
  static LogLimit& limit = *new LogLimit(/*lines_per_second=*/10);
  const auto left_out = limit.Take(absl::StrCat(line->file, ":", line->line), absl::Now());
  if (!left_out) return;
  Log(line->severity == GPR_LOG_SEVERITY_ERROR ? Severity::kWarning : Severity::kInfo,
      line->message, {{"file", line->file}, {"line", line->line}, {"left_out", *left_out}});
}

// All of it is process-wide in gRPC C++.
void EnablePlugins() {
  [[maybe_unused]] static const bool enabled = [] {
    gpr_set_log_function(&OnGrpcLog);
    grpc::EnableDefaultHealthCheckService(true);
    grpc::reflection::InitProtoReflectionServerBuilderPlugin();
    // Linked, and so described by reflection, because it is called.
    grpc::health::v1::HealthCheckRequest::descriptor();
    return true;
  }();
}

int Millis(absl::Duration duration) {
  return static_cast<int>(
      std::min<int64_t>(absl::ToInt64Milliseconds(duration), std::numeric_limits<int>::max()));
}

void SetLimits(const ConnectionLimits& limits, grpc::ServerBuilder* builder) {
  builder->AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, limits.max_concurrent_calls);
  builder->AddChannelArgument(GRPC_ARG_MAX_CONNECTION_IDLE_MS, Millis(limits.max_idle));
  builder->AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_MS, Millis(limits.max_age));
  builder->AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_GRACE_MS, kDayMillis);
  // A peer that is gone without a word is noticed within minutes.
  builder->AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, 60'000);
  builder->AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 20'000);
  builder->AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  builder->AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, 10'000);
  grpc::ResourceQuota quota("server");
  quota.Resize(static_cast<size_t>(limits.max_buffered_bytes));
  builder->SetResourceQuota(quota);
}

}  // namespace

absl::StatusOr<std::unique_ptr<Server>> Server::Start(const Options& options) {
  EnablePlugins();
  auto server = absl::WrapUnique(new Server);
  server->service_names_ = options.service_names;
  grpc::ServerBuilder builder;
  builder.AddListeningPort(
      options.listen,
      options.credentials == nullptr ? grpc::InsecureServerCredentials() : options.credentials,
      &server->port_);
  // Otherwise two processes can share a port without either noticing.
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  SetLimits(options.limits, &builder);
  builder.SetMaxReceiveMessageSize(options.max_request_bytes);
  builder.SetMaxSendMessageSize(kMaxMessageBytes);
  for (grpc::Service* service : options.services) builder.RegisterService(service);
  server->server_ = builder.BuildAndStart();
  if (server->server_ == nullptr || server->port_ == 0) {
    return absl::UnavailableError(
        absl::StrCat("can't listen on ", options.listen, ": is the port taken?"));
  }
  server->SetServing(false);
  return server;
}

Server::~Server() {
  if (server_ != nullptr) Shutdown(absl::ZeroDuration());
}

void Server::SetServing(bool serving) {
  auto* health = server_->GetHealthCheckService();
  health->SetServingStatus("", serving);
  for (const std::string& name : service_names_) health->SetServingStatus(name, serving);
}

bool Server::IsAccepting() { return is_accepting; }

void Server::SetHealth(const std::string& name, bool serving) {
  server_->GetHealthCheckService()->SetServingStatus(name, serving);
}

void Server::Shutdown(absl::Duration timeout) {
  server_->Shutdown(absl::ToChronoTime(absl::Now() + timeout));
  server_->Wait();
}

}  // namespace broadsheet
