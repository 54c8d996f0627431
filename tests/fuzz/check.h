// Promises that fuzzing watches.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>

namespace broadsheet::fuzz {

// Ends the process, with `what` and the values, unless `holds`.
inline void Check(bool holds, const char* what, const std::string& got = "",
                  const std::string& wanted = "") {
  if (holds) return;
  std::fprintf(stderr, "broken promise: %s\n  got:    %s\n  wanted: %s\n", what, got.c_str(),
               wanted.c_str());
  std::abort();
}

// The first line of an input, and the rest.
inline std::pair<std::string_view, std::string_view> DivideInput(std::string_view input) {
  const size_t end = std::min(input.find('\n'), input.size());
  return {input.substr(0, end), input.substr(std::min(end + 1, input.size()))};
}

}  // namespace broadsheet::fuzz
