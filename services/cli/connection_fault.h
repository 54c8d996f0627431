// Why there is no connection, in words that say what to do.
#pragma once

#include <string>

namespace broadsheet::cli {

// From what gRPC says of a call that failed for it ("connections to all backends failing; last
// error: UNKNOWN: ipv4:…: Failed to connect to remote host: Connection refused"), or of one whose
// connection was lost ("Socket closed"): "can't be reached: Connection refused". `speaks_tls` is
// whether TLS was spoken. What it doesn't know it repeats. Thread-safe.
std::string ConnectionFault(const std::string& message, bool speaks_tls);

}  // namespace broadsheet::cli
