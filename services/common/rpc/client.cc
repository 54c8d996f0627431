#include "common/rpc/client.h"

#include <grpcpp/support/client_interceptor.h>

#include <cstdlib>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/rpc/server.h"
#include "common/rpc/tls.h"
#include "common/status.h"
#include "common/uuid.h"

namespace broadsheet {

namespace {

// A channel without a call running notices that its server goes or is back only
// when gRPC looks, by default every five seconds: a server that ends would wait
// so long for its clients, and a call in between would fail. Read once, when
// gRPC starts.
bool LookAtIdleChannelsOften() {
  return setenv("GRPC_CLIENT_CHANNEL_BACKUP_POLL_INTERVAL_MS", "200", /*overwrite=*/0) == 0;
}

using grpc::experimental::ClientInterceptorFactoryInterface;
using grpc::experimental::ClientRpcInfo;
using grpc::experimental::InterceptionHookPoints;
using grpc::experimental::Interceptor;
using grpc::experimental::InterceptorBatchMethods;

// Adds the token to a call.
class TokenInterceptor final : public Interceptor {
 public:
  explicit TokenInterceptor(const ClientToken& token) : token_(token) {}

  void Intercept(InterceptorBatchMethods* batch) override {
    if (batch->QueryInterceptionHookPoint(InterceptionHookPoints::PRE_SEND_INITIAL_METADATA)) {
      batch->GetSendInitialMetadata()->emplace("authorization", token_.Authorization());
    }
    batch->Proceed();
  }

 private:
  const ClientToken& token_;
};

class TokenInterceptors final : public ClientInterceptorFactoryInterface {
 public:
  explicit TokenInterceptors(std::shared_ptr<const ClientToken> token) : token_(std::move(token)) {}
  Interceptor* CreateClientInterceptor(ClientRpcInfo*) override {
    return new TokenInterceptor(*token_);
  }

 private:
  const std::shared_ptr<const ClientToken> token_;
};

}  // namespace

std::shared_ptr<grpc::Channel> MakeChannel(
    const std::string& target, std::shared_ptr<const ClientToken> token,
    const std::shared_ptr<grpc::ChannelCredentials>& credentials) {
  [[maybe_unused]] static const bool looks_often = LookAtIdleChannelsOften();
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(kMaxMessageBytes);
  arguments.SetMaxSendMessageSize(kMaxMessageBytes);
  arguments.SetLoadBalancingPolicyName("round_robin");
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 2000);
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 100);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, 30'000);
  std::vector<std::unique_ptr<ClientInterceptorFactoryInterface>> interceptors;
  if (token != nullptr) {
    interceptors.push_back(std::make_unique<TokenInterceptors>(std::move(token)));
  }
  return grpc::experimental::CreateCustomChannelWithInterceptors(
      target, credentials == nullptr ? grpc::InsecureChannelCredentials() : credentials, arguments,
      std::move(interceptors));
}

absl::StatusOr<std::shared_ptr<grpc::Channel>> OpenChannel(const std::string& target,
                                                           const std::string& token_file,
                                                           const TlsFiles& tls) {
  ASSIGN_OR_RETURN(const auto credentials, OpenChannelCredentials(tls));
  if (token_file.empty()) return MakeChannel(target, nullptr, credentials);
  absl::StatusOr<std::shared_ptr<ClientToken>> token = ClientToken::Open(token_file);
  if (!token.ok()) return Annotate(token.status(), "--token_file");
  return MakeChannel(target, *std::move(token), credentials);
}

std::unique_ptr<grpc::ClientContext> ContextFor(const Call& call) {
  auto context = std::make_unique<grpc::ClientContext>();
  if (call.deadline != absl::InfiniteFuture()) {
    context->set_deadline(absl::ToChronoTime(absl::Now() + call.time_left() * 0.95));
  }
  context->AddMetadata("traceparent", absl::StrCat("00-", call.trace_id, "-",
                                                   absl::BytesToHexString(RandomBytes(8)), "-00"));
  return context;
}

Call BackgroundCall(std::string name, absl::Duration timeout) {
  Call call;
  call.method = std::move(name);
  call.deadline = absl::Now() + timeout;
  call.trace_id = absl::BytesToHexString(RandomBytes(16));
  return call;
}

}  // namespace broadsheet
