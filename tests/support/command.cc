#include "support/command.h"

#include <cstdio>
#include <cstdlib>

#include "absl/strings/ascii.h"

namespace broadsheet::testing {

std::string Output(const std::string& command) {
  FILE* pipe = popen(command.c_str(), "r");
  std::string output;
  char buffer[256];
  while (fgets(buffer, sizeof buffer, pipe) != nullptr) output += buffer;
  if (pclose(pipe) != 0) {
    std::fprintf(stderr, "%s failed: %s\n", command.c_str(), output.c_str());
    std::abort();
  }
  absl::StripTrailingAsciiWhitespace(&output);
  return output;
}

}  // namespace broadsheet::testing
