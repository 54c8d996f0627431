#include "cli/connection_fault.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace broadsheet::cli {

std::string ConnectionFault(const std::string& message, bool speaks_tls) {
  constexpr absl::string_view kUnreached = "Failed to connect to remote host: ";
  const size_t at = message.rfind(kUnreached.data());
  if (at != std::string::npos) {
    return absl::StrCat("can't be reached: ", message.substr(at + kUnreached.size()));
  }
  if (absl::StrContains(message, "wrong version number")) {
    return "speaks no TLS, and is called with --tls-ca-file";
  }
  if (absl::StrContains(message, "certificate verify failed")) {
    return "shows a certificate that has ended, or is of no CA in --tls-ca-file";
  }
  if (absl::StrContains(message, "Hostname Verification Check failed")) {
    return "shows a certificate that is not for that name";
  }
  // Before a call: servers don't say why they take no connection.
  if (absl::StrContains(message, "last error: ") && absl::EndsWith(message, "Socket closed")) {
    return speaks_tls ? "takes no connection: does it ask for a certificate of yours "
                        "(--tls-certificate-file), or not take that one?"
                      : "takes no connection: does it speak TLS (--tls-ca-file)?";
  }
  return absl::StrCat("is unavailable: ", message);
}

}  // namespace broadsheet::cli
