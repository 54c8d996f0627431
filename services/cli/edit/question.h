// The question before what can't be undone.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "cli/session.h"

namespace broadsheet::cli {

// The flag that answers it, for scripts.
inline constexpr char kYesFlag[] = "-y,--yes";
inline constexpr char kYesHelp[] = "Do it without asking";

// OK where the answer is yes, or `yes` says so already. FAILED_PRECONDITION, as
// nothing is to be done then, for any other answer, or where nobody can be asked.
absl::Status Confirm(Session& session, const std::string& question, bool yes);

}  // namespace broadsheet::cli
