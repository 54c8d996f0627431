// The command line.
#pragma once

#include <istream>
#include <ostream>

#include "cli/printer.h"
#include "cli/session.h"
#include "common/clock.h"

namespace broadsheet::cli {

// What the process has around it.
struct Surroundings {
  std::istream& in;
  std::ostream& out;
  std::ostream& err;
  Printer::Options out_options;
  Printer::Options err_options;
  // Whether somebody is there who can be asked: `in` and `err` are a terminal.
  bool interactive;
  const Clock& clock;
};

// Parses the arguments, runs the command and prints its error, if any, on one
// line. The process's exit status (ExitCode).
int RunApp(int argc, const char* const* argv, const Surroundings& surroundings);

}  // namespace broadsheet::cli
