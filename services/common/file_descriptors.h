// The descriptors that this process may have open.
#pragma once

#include <memory>

#include "common/metrics.h"

namespace broadsheet {

struct FileDescriptors {
  int open = 0;
  int limit = 0;
};

// Of this process, now. Thread-safe.
FileDescriptors CountFileDescriptors();

// Raises the limit to the most that the system allows: each connection is one. To be called
// before the first thread.
void RaiseFileDescriptorLimit();

// Shows them as `process_open_fds` and `process_max_fds`, the names that Prometheus's
// clients use, as long as the hook lives.
std::unique_ptr<Metrics::Hook> ShowFileDescriptors(Metrics& metrics);

// Warns in the log, once a minute, while more than four fifths are open. To be called now
// and then, by one thread.
void WarnOfFileDescriptors();

}  // namespace broadsheet
