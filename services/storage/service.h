// The storage service, put together.
#pragma once

#include <memory>

#include "common/service_main.h"

namespace broadsheet::storage {

// Answers calls from construction on. Start() begins to follow what other
// processes commit and to prune the request ledger; calls work without it.
std::unique_ptr<ServiceInstance> MakeStorage(ServiceEnvironment& environment);

}  // namespace broadsheet::storage
