// Where exceptions stop. Our own code throws none, but the standard library and others
// do: each thread and each handler runs behind a barrier, so that what goes wrong in one
// piece of work ends that piece alone.
//
// All functions are thread-safe.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <thread>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/time/time.h"

namespace broadsheet {

// What `body` answers. An exception is INTERNAL, logged with `what` was done, and counted.
absl::Status StopExceptions(std::string_view what, absl::FunctionRef<absl::Status()> body);

// How many there were in this process.
int64_t ExceptionsStopped();

// A thread that runs `body` until that returns. Where it throws it is run again, after
// `pause`: for loops that have to go on.
std::thread StartThread(std::string what, std::function<void()> body,
                        absl::Duration pause = absl::Seconds(1));

}  // namespace broadsheet
