// TLS for servers and channels: gRPC's, 1.2 or 1.3. Files that change count within seconds, for
// connections that begin then. A certificate and a key that replace others have to do so together,
// or there are no new connections until both are there.
#pragma once

#include <grpcpp/grpcpp.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/auth/tls_files.h"
#include "common/metrics.h"

namespace broadsheet {

// For a server that shows the certificate; null where none is given. Where there is a CA, clients
// must show a certificate of it. Fails as CheckTlsFiles() does, and with INVALID_ARGUMENT where
// there is a CA alone.
absl::StatusOr<std::shared_ptr<grpc::ServerCredentials>> OpenServerCredentials(
    const TlsFiles& files);

// For calls to servers of the CA whose certificate has the name that is called; null where no CA
// is given. The certificate is shown where there is one. Fails as CheckTlsFiles() does.
absl::StatusOr<std::shared_ptr<grpc::ChannelCredentials>> OpenChannelCredentials(
    const TlsFiles& files);

// What the peer of a call is called in the certificate that it has shown: its DNS and URI names,
// or, where it has none, its common name. Empty where it has shown none.
std::vector<std::string> PeerNames(const grpc::AuthContext& context);

// The metric broadsheet_tls_certificate_expiry_timestamp_seconds, as long as the hook lives; null
// where no certificate is given.
std::unique_ptr<Metrics::Hook> ShowCertificateExpiry(const TlsFiles& files, Metrics& metrics);

}  // namespace broadsheet
