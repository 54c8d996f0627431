#include "cli/rpc.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "common/rpc/status.h"
#include "common/status.h"

namespace broadsheet::cli {
namespace {

// What gRPC means when it can't connect ("connections to all backends failing;
// last error: UNKNOWN: ipv4:…: Failed to connect to remote host: Connection
// refused"), or lost the connection ("Socket closed").
std::string Cause(const std::string& message) {
  constexpr absl::string_view kBefore = "Failed to connect to remote host: ";
  const size_t at = message.rfind(kBefore.data());
  if (at == std::string::npos) return absl::StrCat("is unavailable: ", message);
  return absl::StrCat("can't be reached: ", message.substr(at + kBefore.size()));
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
    return absl::UnavailableError(absl::StrCat(place, " ", Cause(std::string(error.message()))));
  }
  if (absl::IsDeadlineExceeded(error)) {
    return absl::DeadlineExceededError(absl::StrCat(place, " gave no answer in time (--timeout)"));
  }
  return Annotate(error, place);
}

}  // namespace broadsheet::cli
