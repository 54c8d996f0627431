#include "cli/rpc.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "cli/connection_fault.h"
#include "common/rpc/status.h"
#include "common/status.h"

namespace broadsheet::cli {
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
    const Access* access = session.settings.access.get();
    const bool speaks_tls = access != nullptr && access->credentials != nullptr;
    const std::string fault = ConnectionFault(std::string(error.message()), speaks_tls);
    return absl::UnavailableError(absl::StrCat(place, " ", fault));
  }
  if (absl::IsDeadlineExceeded(error)) {
    return absl::DeadlineExceededError(absl::StrCat(place, " gave no answer in time (--timeout)"));
  }
  return Annotate(error, place);
}

}  // namespace broadsheet::cli
