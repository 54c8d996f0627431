// The command that adds feeds.
#pragma once

#include "cli/commands.h"

namespace broadsheet::cli {

// Adds `add` to the group `feeds`, as commands.h says.
void AddFeedAdd(CLI::App& group, Action& chosen);

}  // namespace broadsheet::cli
