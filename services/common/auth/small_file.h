// Small files that a process is given: secrets, lists.
#pragma once

#include <string>

#include "absl/status/statusor.h"

namespace broadsheet {

// Who may be able to read a file.
enum class FileAccess { kAnybody, kSecret };

// The contents of `path`, at most 1 MiB. NOT_FOUND or PERMISSION_DENIED where it can't be read;
// FAILED_PRECONDITION where it is a secret that everybody on the machine may read. Errors name it.
absl::StatusOr<std::string> ReadSmallFile(const std::string& path, FileAccess access);

// The secret that stands alone in a file: without the white space around it. INVALID_ARGUMENT
// where it is none: empty, or of more than one line.
absl::StatusOr<std::string> ParseSecret(std::string text);

// Both.
absl::StatusOr<std::string> ReadSecret(const std::string& path);

}  // namespace broadsheet
