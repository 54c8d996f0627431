// What clients can hold of an HTTP server.
#pragma once

#include "absl/time/time.h"

namespace broadsheet::http {

// The name of each is its label in http_server_limit_hits_total.
struct Limits {
  // At the limit, connections that wait for a request end, the oldest first; where none
  // does, new ones are refused. File descriptors of the process bound it, too.
  int max_connections = 32768;
  // Of one address (IPv6: of one /64). 0 is without limit.
  int max_connections_per_peer = 16384;
  int max_requests_per_connection = 1000;
  // Request line and headers: 414 or 431.
  int max_head_bytes = 16 << 10;
  // 414.
  int max_uri_bytes = 8 << 10;
  // Of what is only read to be thrown away: 413.
  int max_body_bytes = 64 << 10;
  // Of all bodies that are kept for their handlers, on all connections: 503.
  int max_kept_bytes = 32 << 20;
  // From the connection's start, or the first byte of a later request, to the end of
  // its head.
  absl::Duration head_timeout = absl::Seconds(10);
  // To the end of the body.
  absl::Duration body_timeout = absl::Seconds(10);
  // Until the client has taken the whole answer.
  absl::Duration response_timeout = absl::Seconds(60);
  // Between requests.
  absl::Duration idle_timeout = absl::Seconds(60);
  // For handlers, which may block.
  int threads = 64;
  // Requests that wait for a thread: 503 beyond.
  int max_queued_requests = 256;
};

}  // namespace broadsheet::http
