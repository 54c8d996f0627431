#include "cli/rpc.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "common/rpc/status.h"
#include "common/status.h"

namespace broadsheet::cli {
namespace {

// The reason at the end of what gRPC says when it can't connect: "connections to
// all backends failing; last error: UNKNOWN: ipv4:…: Failed to connect to remote
// host: Connection refused".
std::string LastCause(const std::string& message) {
  constexpr absl::string_view kBefore = "Failed to connect to remote host: ";
  const size_t at = message.rfind(kBefore.data());
  return at == std::string::npos ? message : message.substr(at + kBefore.size());
}

}  // namespace

void SetDeadline(const Session& session, absl::Duration timeout, grpc::ClientContext& context) {
  context.set_deadline(
      absl::ToChronoTime(absl::Now() + session.settings.timeout.value_or(timeout)));
}

absl::Status ServiceStatus(const Session& session, Service service, const grpc::Status& status) {
  const absl::Status error = FromGrpc(status);
  // Our services always send ErrorInfo; without one, gRPC itself gave up.
  if (!Reason(error).empty()) return Annotate(error, ServiceName(service));
  const std::string place = absl::StrCat(ServiceName(service), " at ", session.Target(service));
  if (absl::IsUnavailable(error)) {
    const absl::Status cause(error.code(), LastCause(std::string(error.message())));
    return Annotate(cause, absl::StrCat(place, " can't be reached"));
  }
  if (absl::IsDeadlineExceeded(error)) {
    return absl::DeadlineExceededError(absl::StrCat(place, " gave no answer in time (--timeout)"));
  }
  return Annotate(error, place);
}

}  // namespace broadsheet::cli
