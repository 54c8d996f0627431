// SIGTERM and SIGINT as something to wait for.
#pragma once

#include "absl/time/time.h"

namespace broadsheet {

// Blocks SIGTERM and SIGINT in this thread and those it starts, so that
// AwaitSignal() gets them. Call first in main().
void BlockSignals();

// Waits for SIGTERM or SIGINT for at most `timeout`; whether one came.
bool AwaitSignal(absl::Duration timeout);

// From now on a signal ends the process at once.
void ExitOnNextSignal();

}  // namespace broadsheet
