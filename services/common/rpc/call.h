// One call that a server handles.
#pragma once

#include <atomic>
#include <functional>
#include <string>

#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace broadsheet {

class Suspension;

// What a handler knows of the call besides the request. Lives as long as the
// handler runs. Thread-safe to read.
struct Call {
  // "broadsheet.storage.v1.StorageService/GetArticle".
  std::string method;
  // When it came in.
  absl::Time start = absl::Now();
  // When the caller gives up; a server's default where it did not say.
  absl::Time deadline = absl::InfiniteFuture();
  // Whose token came with it; empty where none did, or none is asked for.
  std::string caller;
  // 32 hex digits: the caller's (W3C Trace Context, `traceparent`), or a new one.
  std::string trace_id;
  // Whether the caller has gone, or the server is draining: what goes on without
  // end (a watch) stops then. Unset means never.
  std::function<bool()> is_over;
  // Whether the caller has gone. Unset means never.
  std::function<bool()> is_gone;
  // Breaks the call off, without a status. Unset means that it can't be.
  std::function<void()> abandon;
  // For a handler that has to wait; unset where it can't.
  Suspension* suspension = nullptr;

  bool over() const { return is_over && is_over(); }
  bool gone() const { return is_gone && is_gone(); }
  absl::Duration time_left() const { return deadline - absl::Now(); }
};

}  // namespace broadsheet
