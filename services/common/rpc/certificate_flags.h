// The flags of what a service shows of itself, where it is called and where it calls.
#pragma once

#include "common/auth/tls_files.h"

namespace broadsheet {

// --tls_certificate_file and --tls_key_file; nobody's CA.
TlsFiles ReadCertificateFlags();

}  // namespace broadsheet
