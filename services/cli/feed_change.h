// The command that changes feeds.
#pragma once

#include "cli/commands.h"

namespace broadsheet::cli {

// Adds `change` to the group `feeds`, as commands.h says.
void AddFeedChange(CLI::App& group, Action& chosen);

}  // namespace broadsheet::cli
