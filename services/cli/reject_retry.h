// The command that sends rejects again.
#pragma once

#include "cli/commands.h"

namespace broadsheet::cli {

// Adds `retry` to the group `rejects`, as commands.h says.
void AddRejectRetry(CLI::App& group, Action& chosen);

}  // namespace broadsheet::cli
