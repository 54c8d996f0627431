// What the RPCs of all services have in common.
#pragma once

#include "common/rpc/limits.h"

namespace broadsheet {

class Callers;
class Metrics;
class Quotas;

// What a service makes its runners with. All that it points to must outlive them.
struct RpcEnvironment {
  Metrics& metrics;
  RpcLimits limits = {};
  // Who may call; null: everybody.
  const Callers* callers = nullptr;
  // How much; null: as much as they like.
  Quotas* quotas = nullptr;
};

}  // namespace broadsheet
