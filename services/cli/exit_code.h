// How commands end.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace broadsheet::cli {

// The process's exit status; part of the command line's contract.
enum class ExitCode {
  kOk = 0,
  kFailed = 1,
  kUsage = 2,
  kNotFound = 3,
  kUnavailable = 4,
  kRejected = 5,
  kInterrupted = 130,
};

// What each says, as help tells it. Thread-safe.
const std::vector<std::pair<ExitCode, const char*>>& ExitCodeMeanings();

// What a command came to. An error is printed by who ran the command.
using Outcome = absl::StatusOr<ExitCode>;

// The exit code that an error stands for. Thread-safe.
ExitCode CodeOf(const absl::Status& error);

// `error` on one line, with the field violations that its message does not tell.
// Thread-safe.
std::string Describe(const absl::Status& error);

}  // namespace broadsheet::cli
