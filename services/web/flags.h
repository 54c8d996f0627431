// Flags of the binary.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/auth/tls_files.h"
#include "common/http/server.h"
#include "web/http_handler.h"

namespace broadsheet::web {

struct Settings {
  HttpHandler::Options pages;
  http::Server::Options server;
  // Empty for none.
  std::string metrics_listen;
  std::string query;
  // File of the token that query is called with; empty: none.
  std::string token_file;
  // What it is called with; without a CA: not by TLS.
  TlsFiles tls;
  absl::Duration drain_timeout;
};

// From the flags, once they are parsed. INVALID_ARGUMENT names the flag that is wrong.
absl::StatusOr<Settings> ReadFlags();

}  // namespace broadsheet::web
