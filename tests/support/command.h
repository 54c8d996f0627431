// Programs that tests run.
#pragma once

#include <string>

namespace broadsheet::testing {

// What a shell command prints, without the last line's end. Where the command fails,
// this process ends, with the output. Thread-safe.
std::string Output(const std::string& command);

}  // namespace broadsheet::testing
