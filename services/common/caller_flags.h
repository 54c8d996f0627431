// The flags of who may call a service.
#pragma once

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/auth/callers.h"
#include "common/auth/tls_files.h"

namespace broadsheet {

// As the flags say: null where everybody may call. Fails as Callers::Make() does, and with
// FAILED_PRECONDITION where `listen` ("0.0.0.0:50051") can be reached from other machines and
// nothing says who may call, nor that everybody may. Who has a certificate of --tls_client_ca_file
// may, unless --tls_allowed_peers says who.
absl::StatusOr<std::unique_ptr<Callers>> ReadCallerFlags(const std::string& listen);

// What each caller may ask for whose line in the list states nothing else; with --callers_file or
// without. INVALID_ARGUMENT names the flag.
absl::StatusOr<Quota> ReadQuotaFlags();

// What the server shows and asks of those who connect: --tls_certificate_file, --tls_key_file, and
// as CA --tls_client_ca_file. FAILED_PRECONDITION where `listen` can be reached from other machines
// and neither a certificate is given nor said that there is to be none.
absl::StatusOr<TlsFiles> ReadServerTlsFlags(const std::string& listen);

// Whether only this machine reaches what listens there: "127.0.0.1:50051", "[::1]:0",
// "localhost:1", "unix:/path".
bool IsLoopback(const std::string& listen);

}  // namespace broadsheet
