// The flags of what callers can hold of a service.
#pragma once

#include "absl/status/statusor.h"
#include "common/rpc/limits.h"

namespace broadsheet {

struct ServiceLimits {
  RpcLimits calls;
  ConnectionLimits connections;
};

// As the flags say. INVALID_ARGUMENT names the first that makes no sense, and its value.
absl::StatusOr<ServiceLimits> ReadLimitFlags();

}  // namespace broadsheet
