// Command-line flags, each also an environment variable.
#pragma once

#include <string>

namespace broadsheet {

// What --help and --version say of a program.
struct Program {
  // "storage": how it is called.
  std::string name;
  // One sentence.
  std::string description;
  // What --version prints, with its newlines.
  std::string version;
};

// Parses the flags of absl::flags. A flag `--listen` that is not given takes the
// value of BROADSHEET_LISTEN, if that is set. --help prints the program's flags, each
// with its variable and the value that it has before this call, --version what
// `program` says; both end the process with status 0. A bad value, an unknown
// flag or an argument that is none ends it with a line on standard error that names
// it, and another status.
// Call once, first in main().
void ParseFlags(int argc, char** argv, const Program& program);

}  // namespace broadsheet
