#include "common/rpc/certificate_flags.h"

#include "absl/flags/flag.h"

ABSL_FLAG(std::string, tls_certificate_file, "",
          "certificate to show to those who call and those who are called, in PEM, with those "
          "between it and its CA behind it; read again when it changes");
ABSL_FLAG(std::string, tls_key_file, "", "private key of --tls_certificate_file, in PEM");

namespace broadsheet {

TlsFiles ReadCertificateFlags() {
  return {.certificate = {"--tls_certificate_file", absl::GetFlag(FLAGS_tls_certificate_file)},
          .key = {"--tls_key_file", absl::GetFlag(FLAGS_tls_key_file)},
          .ca = {}};
}

}  // namespace broadsheet
