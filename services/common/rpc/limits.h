// What callers can take of a service, whoever they are.
#pragma once

#include <cstdint>

#include "absl/time/time.h"

namespace broadsheet {

// Longest message that is taken or sent.
inline constexpr int kMaxMessageBytes = 8 << 20;

// Of each of a service's executors and of what waits for them.
struct RpcLimits {
  // Calls, and the bytes of their requests, that wait for a thread: more are
  // RESOURCE_EXHAUSTED.
  int max_queued_calls = 256;
  int64_t max_queued_bytes = int64_t{64} << 20;
  // Calls that wait for something without a thread, such as for their `read_after`.
  int max_waiting_calls = 10'000;
  // Streams that are open. One more ends the one whose caller was silent longest.
  int max_open_streams = 2'000;
  // How long a stream's caller may be silent.
  absl::Duration stream_idle_timeout = absl::Minutes(5);
};

// Of a server's connections.
struct ConnectionLimits {
  // Calls at a time, on each. A client holds back the others, so that thousands that come
  // at once don't hold up what else is asked.
  int max_concurrent_calls = 100;
  // Without a call for so long, it is closed.
  absl::Duration max_idle = absl::Minutes(10);
  // Takes no new calls from then on: a client spreads over the instances there are. What
  // runs may go on for a day.
  absl::Duration max_age = absl::Hours(1);
  // For what all connections have received and not handed on.
  int64_t max_buffered_bytes = int64_t{512} << 20;
};

}  // namespace broadsheet
