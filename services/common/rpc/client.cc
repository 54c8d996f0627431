#include "common/rpc/client.h"

#include <cstdlib>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/rpc/server.h"
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

}  // namespace

std::shared_ptr<grpc::Channel> MakeChannel(const std::string& target) {
  [[maybe_unused]] static const bool looks_often = LookAtIdleChannelsOften();
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(kMaxMessageBytes);
  arguments.SetMaxSendMessageSize(kMaxMessageBytes);
  arguments.SetLoadBalancingPolicyName("round_robin");
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 2000);
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 100);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, 30'000);
  return grpc::CreateCustomChannel(target, grpc::InsecureChannelCredentials(), arguments);
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
