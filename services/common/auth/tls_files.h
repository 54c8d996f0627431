// The files of TLS, in PEM (RFC 7468).
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/clock.h"

namespace broadsheet {

// What a process shows of itself, and whom it believes. A file without a path is not given.
struct TlsFiles {
  struct File {
    // "--tls_key_file": what named it, for those who are told what is wrong with it.
    std::string flag;
    std::string path;

    bool given() const { return !path.empty(); }
  };

  // The certificate, and behind it those between it and its CA, if there are any.
  File certificate;
  File key;
  // The CAs of those at the other end.
  File ca;
};

// Whether TLS can be spoken with those that are given. Errors name flag and file. NOT_FOUND or
// PERMISSION_DENIED where one can't be read. INVALID_ARGUMENT where one is not what it ought to be,
// the key is not the certificate's, or one of these two comes without the other.
// FAILED_PRECONDITION where everybody on the machine may read the key, or a certificate is not
// valid now; of CAs, where none is.
absl::Status CheckTlsFiles(const TlsFiles& files, const Clock& clock = *Clock::Real());

// When the first certificate in the file ends. Fails as CheckTlsFiles() does.
absl::StatusOr<absl::Time> CertificateExpiry(const std::string& path);

}  // namespace broadsheet
