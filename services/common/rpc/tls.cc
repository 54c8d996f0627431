#include "common/rpc/tls.h"

#include <grpcpp/security/tls_certificate_provider.h>
#include <grpcpp/security/tls_credentials_options.h>
#include <prometheus/gauge.h>
#include <prometheus/registry.h>

#include "absl/strings/str_cat.h"
#include "common/status.h"

namespace broadsheet {
namespace {

using grpc::experimental::FileWatcherCertificateProvider;
using grpc::experimental::TlsChannelCredentialsOptions;
using grpc::experimental::TlsServerCredentialsOptions;

std::shared_ptr<FileWatcherCertificateProvider> Watch(const TlsFiles& files) {
  constexpr unsigned kSeconds = 1;
  return std::make_shared<FileWatcherCertificateProvider>(files.key.path, files.certificate.path,
                                                          files.ca.path, kSeconds);
}

void Append(const grpc::AuthContext& context, const char* property,
            std::vector<std::string>* names) {
  for (const grpc::string_ref& name : context.FindPropertyValues(property)) {
    names->emplace_back(name.data(), name.size());
  }
}

}  // namespace

absl::StatusOr<std::shared_ptr<grpc::ServerCredentials>> OpenServerCredentials(
    const TlsFiles& files) {
  RETURN_IF_ERROR(CheckTlsFiles(files));
  if (!files.certificate.given()) {
    if (!files.ca.given()) return std::shared_ptr<grpc::ServerCredentials>();
    return absl::InvalidArgumentError(
        absl::StrCat(files.ca.flag, " takes ", files.certificate.flag, " beside it"));
  }
  TlsServerCredentialsOptions options(Watch(files));
  options.watch_identity_key_cert_pairs();
  if (files.ca.given()) {
    options.watch_root_certs();
    options.set_cert_request_type(GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
  }
  return grpc::experimental::TlsServerCredentials(options);
}

absl::StatusOr<std::shared_ptr<grpc::ChannelCredentials>> OpenChannelCredentials(
    const TlsFiles& files) {
  RETURN_IF_ERROR(CheckTlsFiles(files));
  if (!files.ca.given()) return std::shared_ptr<grpc::ChannelCredentials>();
  TlsChannelCredentialsOptions options;
  options.set_certificate_provider(Watch(files));
  options.watch_root_certs();
  if (files.certificate.given()) options.watch_identity_key_cert_pairs();
  return grpc::experimental::TlsCredentials(options);
}

std::vector<std::string> PeerNames(const grpc::AuthContext& context) {
  std::vector<std::string> names;
  Append(context, "peer_dns", &names);
  Append(context, "peer_uri", &names);
  if (names.empty()) Append(context, GRPC_X509_CN_PROPERTY_NAME, &names);
  return names;
}

std::unique_ptr<Metrics::Hook> ShowCertificateExpiry(const TlsFiles& files, Metrics& metrics) {
  if (!files.certificate.given()) return nullptr;
  prometheus::Gauge& gauge = prometheus::BuildGauge()
                                 .Name("broadsheet_tls_certificate_expiry_timestamp_seconds")
                                 .Help("When the certificate in --tls_certificate_file ends.")
                                 .Register(metrics.registry())
                                 .Add({});
  return metrics.OnScrape([&gauge, path = files.certificate.path] {
    // Where a new file makes no sense, that is as urgent as one that has ended.
    const absl::StatusOr<absl::Time> expiry = CertificateExpiry(path);
    gauge.Set(expiry.ok() ? static_cast<double>(absl::ToUnixSeconds(*expiry)) : 0);
  });
}

}  // namespace broadsheet
