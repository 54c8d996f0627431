// The flags of how a service calls another.
#pragma once

#include "common/auth/tls_files.h"

namespace broadsheet {

// --tls_ca_file, and what ReadCertificateFlags() reads.
TlsFiles ReadChannelTlsFlags();

}  // namespace broadsheet
