// Compressed answers (RFC 9110, section 8.4).
#pragma once

#include <string_view>

#include "common/http/message.h"

namespace broadsheet::http {

// Whether a client that sent `accept_encoding` takes gzip: named, or meant by "*", and not
// with q=0. Thread-safe.
bool TakesGzip(std::string_view accept_encoding);

// Compresses the body of `response` and says so in Content-Encoding, where the client of
// `request` takes that and it is text that is worth it. Thread-safe.
void Compress(const Request& request, Response* response);

}  // namespace broadsheet::http
