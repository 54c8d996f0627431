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

ABSL_FLAG(std::string, caller_requests_per_minute, "unlimited",
          "calls and messages of streams that a caller may send in a minute, where the list says "
          "nothing else; who has no name is counted by address");
ABSL_FLAG(std::string, caller_bytes_per_minute, "unlimited",
          "size of what a caller may send in a minute");
ABSL_FLAG(std::string, caller_open_streams, "unlimited",
          "streams that a caller may have open at a time");

namespace broadsheet {
namespace {

absl::StatusOr<int64_t> QuotaLimit(const absl::Flag<std::string>& flag) {
  absl::StatusOr<int64_t> limit = ParseQuotaLimit(absl::GetFlag(flag));
  return limit.ok() ? limit : Annotate(limit.status(), absl::StrCat("--", flag.Name()));
}

}  // namespace

absl::StatusOr<Quota> ReadQuotaFlags() {
  Quota quota;
  ASSIGN_OR_RETURN(quota.requests_per_minute, QuotaLimit(FLAGS_caller_requests_per_minute));
  ASSIGN_OR_RETURN(quota.bytes_per_minute, QuotaLimit(FLAGS_caller_bytes_per_minute));
  ASSIGN_OR_RETURN(quota.open_streams, QuotaLimit(FLAGS_caller_open_streams));
  return quota;
}

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
