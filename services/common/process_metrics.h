// What the operating system knows of this process, under the names that Prometheus's
// clients use.
#pragma once

#include <memory>

#include "common/metrics.h"

namespace broadsheet {

// process_open_fds, process_max_fds, process_resident_memory_bytes and
// process_cpu_seconds_total, as long as the hook lives.
std::unique_ptr<Metrics::Hook> ShowProcess(Metrics& metrics);

}  // namespace broadsheet
