// The file of those who may call the services, as it is changed.
#pragma once

#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "common/auth/token_list.h"

namespace broadsheet::cli {

// Replaces what `path` holds by what `change` makes of it, at once: who reads it sees the one or
// the other. Where there is no file, one is made that its owner and group may read. Waits for
// another change to end. Without effect where `change` fails, whose error it answers.
absl::Status ChangeCallers(const std::string& path,
                           absl::FunctionRef<absl::Status(std::vector<TokenEntry>&)> change);

// Writes `secret` and a newline to a new file that only its owner may read. ALREADY_EXISTS where
// there is one.
absl::Status WriteNewSecret(const std::string& path, const std::string& secret);

// What it holds. An error that names the file where it can't be read, or makes no sense.
absl::StatusOr<std::vector<TokenEntry>> ReadCallers(const std::string& path);

}  // namespace broadsheet::cli
