#include "common/rpc/channel_flags.h"

#include "absl/flags/flag.h"
#include "common/rpc/certificate_flags.h"

ABSL_FLAG(std::string, tls_ca_file, "",
          "certificates of the CAs, in PEM, of the services that this one calls, read again when "
          "it changes (default: they are called without TLS)");

namespace broadsheet {

TlsFiles ReadChannelTlsFlags() {
  TlsFiles files = ReadCertificateFlags();
  files.ca = {"--tls_ca_file", absl::GetFlag(FLAGS_tls_ca_file)};
  return files;
}

}  // namespace broadsheet
