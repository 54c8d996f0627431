// absl::Status and grpc::Status, with google.rpc details.
#pragma once

#include <grpcpp/support/status.h>

#include "absl/status/status.h"

namespace broadsheet {

// Keeps code, message and details. An INTERNAL or UNKNOWN error's message and
// details do not leave the process: the caller is told to look in the log.
// An error without ErrorInfo gets one with its code's name as reason.
// Thread-safe.
grpc::Status ToGrpc(const absl::Status& status);

// What a peer answered, with its details. Thread-safe.
absl::Status FromGrpc(const grpc::Status& status);

}  // namespace broadsheet
