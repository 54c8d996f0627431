#include "common/caller_flags.h"

#include "absl/flags/flag.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/status.h"

ABSL_FLAG(std::string, callers_file, "",
          "list of those who may call, which 'broadsheet tokens' makes, read again when it changes "
          "(default: everybody may)");
ABSL_FLAG(bool, anonymous_reading, false, "let those read who send no token");
ABSL_FLAG(bool, let_everybody_call, false,
          "listen beyond this machine without --callers_file: whoever reaches the port may do all "
          "that there is to do");

namespace broadsheet {

bool IsLoopback(const std::string& listen) {
  if (absl::StartsWith(listen, "unix:")) return true;
  absl::string_view host = listen;
  host = host.substr(0, host.rfind(':'));
  if (absl::ConsumePrefix(&host, "[")) absl::ConsumeSuffix(&host, "]");
  return host == "localhost" || host == "::1" || absl::StartsWith(host, "127.");
}

absl::StatusOr<std::unique_ptr<Callers>> ReadCallerFlags(const std::string& listen) {
  const std::string file = absl::GetFlag(FLAGS_callers_file);
  if (!file.empty()) {
    auto callers = Callers::Make({file, absl::GetFlag(FLAGS_anonymous_reading)});
    if (!callers.ok()) return Annotate(callers.status(), "--callers_file");
    return callers;
  }
  if (!IsLoopback(listen) && !absl::GetFlag(FLAGS_let_everybody_call)) {
    return absl::FailedPreconditionError(
        absl::StrCat("--listen: ", listen,
                     " can be reached from other machines, and nothing says who may "
                     "call: give --callers_file, or --let_everybody_call"));
  }
  return std::unique_ptr<Callers>();
}

}  // namespace broadsheet
