// The command line `broadsheet`.
#include <grpc/support/log.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <string_view>

#include "absl/strings/numbers.h"
#include "cli/app.h"

namespace {

using broadsheet::cli::Printer;

// The columns of the terminal at `fd`; elsewhere of COLUMNS, or 80.
int Width(int fd) {
  winsize size{};
  if (ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col >= 20) return size.ws_col;
  const char* columns = std::getenv("COLUMNS");
  int width = 0;
  if (columns != nullptr && absl::SimpleAtoi(columns, &width) && width >= 20) return width;
  return 80;
}

// https://no-color.org: NO_COLOR counts when it is not empty.
bool WantsColor() {
  const char* no_color = std::getenv("NO_COLOR");
  const char* terminal = std::getenv("TERM");
  return (no_color == nullptr || *no_color == '\0') && terminal != nullptr &&
         std::string_view(terminal) != "dumb";
}

Printer::Options OptionsFor(int fd) {
  const bool terminal = isatty(fd) == 1;
  return {.color = terminal && WantsColor(), .terminal = terminal, .width = Width(fd)};
}

}  // namespace

int main(int argc, char** argv) {
  // What fails is said in our words.
  if (std::getenv("GRPC_VERBOSITY") == nullptr) gpr_set_log_function([](gpr_log_func_args*) {});
  return broadsheet::cli::RunApp(
      argc, argv,
      {std::cin, std::cout, std::cerr, OptionsFor(STDOUT_FILENO), OptionsFor(STDERR_FILENO),
       isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1, *broadsheet::Clock::Real()});
}
