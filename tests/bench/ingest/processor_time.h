// What work costs, whoever does it and whatever else the machine does meanwhile.
#pragma once

#include <sys/types.h>

#include <vector>

#include "absl/time/time.h"

namespace broadsheet::ingest::bench {

// The processor time that this process and `others` have used so far. A process that has ended
// counts nothing.
absl::Duration ProcessorTime(const std::vector<pid_t>& others);

}  // namespace broadsheet::ingest::bench
