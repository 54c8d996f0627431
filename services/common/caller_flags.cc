#include "common/caller_flags.h"

#include <vector>

#include "absl/flags/flag.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/rpc/certificate_flags.h"
#include "common/status.h"

ABSL_FLAG(std::string, callers_file, "",
          "list of those who may call, which 'broadsheet tokens' makes, read again when it changes "
          "(default: everybody may)");
ABSL_FLAG(bool, anonymous_reading, false, "let those read who send no token");
ABSL_FLAG(bool, let_everybody_call, false,
          "listen beyond this machine without --callers_file: whoever reaches the port may do all "
          "that there is to do");
ABSL_FLAG(std::string, tls_client_ca_file, "",
          "certificates of CAs, in PEM: who calls must show a certificate of one of them (mTLS); "
          "read again when it changes");
ABSL_FLAG(std::vector<std::string>, tls_allowed_peers, {},
          "who may call of those with a certificate of --tls_client_ca_file: DNS names or URIs, "
          "with commas between them; common names of certificates that have neither (default: all "
          "of them)");
ABSL_FLAG(bool, listen_without_tls, false,
          "listen beyond this machine without --tls_certificate_file: whoever is on the way may "
          "read and change what is said, tokens included");

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

absl::Status BeyondThisMachine(const std::string& listen, const char* what) {
  return absl::FailedPreconditionError(
      absl::StrCat("--listen: ", listen, " can be reached from other machines, and ", what));
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
  std::vector<std::string> peers = absl::GetFlag(FLAGS_tls_allowed_peers);
  for (std::string& peer : peers) absl::StripAsciiWhitespace(&peer);
  const bool is_mutual = !absl::GetFlag(FLAGS_tls_client_ca_file).empty();
  if (!peers.empty() && !is_mutual) {
    return absl::InvalidArgumentError("--tls_allowed_peers takes --tls_client_ca_file beside it");
  }
  if (!file.empty() || !peers.empty()) {
    auto callers = Callers::Make({file, absl::GetFlag(FLAGS_anonymous_reading), peers});
    if (!callers.ok()) return Annotate(callers.status(), "--callers_file");
    return callers;
  }
  if (!IsLoopback(listen) && !is_mutual && !absl::GetFlag(FLAGS_let_everybody_call)) {
    return BeyondThisMachine(
        listen,
        "nothing says who may call: give --callers_file, --tls_client_ca_file, or "
        "--let_everybody_call");
  }
  return std::unique_ptr<Callers>();
}

absl::StatusOr<TlsFiles> ReadServerTlsFlags(const std::string& listen) {
  TlsFiles files = ReadCertificateFlags();
  files.ca = {"--tls_client_ca_file", absl::GetFlag(FLAGS_tls_client_ca_file)};
  if (!IsLoopback(listen) && !files.certificate.given() &&
      !absl::GetFlag(FLAGS_listen_without_tls)) {
    return BeyondThisMachine(
        listen, "it has no certificate: give --tls_certificate_file, or --listen_without_tls");
  }
  return files;
}

}  // namespace broadsheet
