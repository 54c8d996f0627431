// Command-line flags, each also an environment variable.
#pragma once

namespace broadsheet {

// Parses the flags of absl::flags. A flag `--listen` that is not given takes the
// value of BROADSHEET_LISTEN, if that is set. A bad value or an unknown flag
// ends the process with a line on standard error that names it, and a status other
// than 0.
// Call once, first in main().
void ParseFlags(int argc, char** argv, const char* usage);

}  // namespace broadsheet
