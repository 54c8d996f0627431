// SIGTERM, SIGINT and SIGHUP as something to wait for.
#pragma once

#include "absl/time/time.h"

namespace broadsheet {

// Blocks SIGTERM and SIGINT in this thread and those it starts, so that
// AwaitSignal() gets them. Call first in main().
void BlockSignals();

// Waits for SIGTERM or SIGINT for at most `timeout`; whether one came.
bool AwaitSignal(absl::Duration timeout);

// Has SIGHUP, which ends a process else, wait for TakeHangup(). Call before there are
// threads, too.
void BlockHangup();

// Whether SIGHUP has come since this was asked last.
bool TakeHangup();

// From now on a signal ends the process at once.
void ExitOnNextSignal();

}  // namespace broadsheet
