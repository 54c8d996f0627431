// Calls from one service to another.
#pragma once

#include <grpcpp/grpcpp.h>

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "common/auth/client_token.h"
#include "common/auth/tls_files.h"
#include "common/rpc/call.h"

namespace broadsheet {

// A channel to `target` ("127.0.0.1:50051", "dns:///storage:50051"), that takes
// and sends messages of up to 8 MiB, balances round robin over the addresses of
// a name, and comes back by itself when the server does. All calls on it carry the token,
// where there is one. Without credentials (see tls.h) it is one without TLS.
std::shared_ptr<grpc::Channel> MakeChannel(
    const std::string& target, std::shared_ptr<const ClientToken> token = nullptr,
    const std::shared_ptr<grpc::ChannelCredentials>& credentials = nullptr);

// The same with the token in `token_file`, or without one where that is empty, and with TLS where
// `tls` has a CA. Fails as ClientToken::Open() and OpenChannelCredentials() do, and names the flag.
absl::StatusOr<std::shared_ptr<grpc::Channel>> OpenChannel(const std::string& target,
                                                           const std::string& token_file,
                                                           const TlsFiles& tls = {});

// A context for a call made while handling `call`: it carries the trace on, and
// its deadline is the caller's less 5% of the time left, so that there is time
// to say what went wrong.
std::unique_ptr<grpc::ClientContext> ContextFor(const Call& call);

// A Call for work that no caller asked for, such as polling.
Call BackgroundCall(std::string name, absl::Duration timeout);

}  // namespace broadsheet
