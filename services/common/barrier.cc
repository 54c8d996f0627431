#include "common/barrier.h"

#include <atomic>
#include <exception>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/log.h"

namespace broadsheet {
namespace {

std::atomic<int64_t> stopped = 0;

absl::Status Stopped(std::string_view what, const char* error) {
  ++stopped;
  const std::string doing(what);
  Log(Severity::kError, "exception", {{"what", doing}, {"error", error}});
  return absl::InternalError(absl::StrCat(doing, ": ", error));
}

}  // namespace

absl::Status StopExceptions(std::string_view what, absl::FunctionRef<absl::Status()> body) {
  try {
    return body();
  } catch (const std::exception& error) {
    return Stopped(what, error.what());
  } catch (...) {
    return Stopped(what, "an exception that is no std::exception");
  }
}

int64_t ExceptionsStopped() { return stopped; }

std::thread StartThread(std::string what, std::function<void()> body, absl::Duration pause) {
  return std::thread([what = std::move(what), body = std::move(body), pause] {
    const auto run = [&] {
      body();
      return absl::OkStatus();
    };
    while (!StopExceptions(what, run).ok()) absl::SleepFor(pause);
  });
}

}  // namespace broadsheet
