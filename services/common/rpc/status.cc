#include "common/rpc/status.h"

#include <string>

#include "common/status.h"

namespace broadsheet {

grpc::Status ToGrpc(const absl::Status& status) {
  if (status.ok()) return grpc::Status::OK;
  absl::Status shown = ForCallers(status);
  if (absl::IsInternal(status) || absl::IsUnknown(status)) {
    shown = absl::Status(status.code(), "internal error; the service's log has the details");
  }
  if (Reason(shown).empty()) {
    shown = WithReason(shown, absl::StatusCodeToString(shown.code()));
  }
  return {static_cast<grpc::StatusCode>(shown.code()), std::string(shown.message()),
          ToRpcStatusBytes(shown)};
}

absl::Status FromGrpc(const grpc::Status& status) {
  if (status.ok()) return absl::OkStatus();
  if (!status.error_details().empty()) {
    absl::Status detailed = FromRpcStatusBytes(status.error_details());
    if (static_cast<int>(detailed.code()) == static_cast<int>(status.error_code())) return detailed;
  }
  const absl::Status of_grpc(static_cast<absl::StatusCode>(status.error_code()),
                             status.error_message());
  // Without details it is of gRPC itself, and names addresses.
  return WithPublicMessage(of_grpc, "a service that this one calls gave no answer");
}

}  // namespace broadsheet
