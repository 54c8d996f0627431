#include "cli/interrupt.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdint>
#include <utility>

namespace broadsheet::cli {
namespace {

constexpr uint64_t kSignal = 1;
constexpr uint64_t kOver = uint64_t{1} << 32;

// Where the handler tells of a signal.
std::atomic<int> events_of_handler = -1;

void Tell(int events, uint64_t event) {
  const int error = errno;
  if (write(events, &event, sizeof event) < 0) errno = error;  // can't be full
}

void Handle(int) { Tell(events_of_handler, kSignal); }

}  // namespace

Interrupt::Interrupt(std::function<void()> stop)
    : stop_(std::move(stop)), events_(eventfd(0, EFD_CLOEXEC)) {
  thread_ = std::thread([this] { Await(); });
  events_of_handler = events_;
  struct sigaction action {};
  action.sa_handler = Handle;
  action.sa_flags = SA_RESTART | static_cast<int>(SA_RESETHAND);
  sigaction(SIGINT, &action, &before_);
}

Interrupt::~Interrupt() {
  Finish();
  close(events_);
}

bool Interrupt::Finish() {
  if (!thread_.joinable()) return came_;
  sigaction(SIGINT, &before_, nullptr);
  Tell(events_, kOver);
  thread_.join();
  return came_;
}

void Interrupt::Await() {
  uint64_t events = 0;
  while (read(events_, &events, sizeof events) < 0) {
    if (errno != EINTR) return;
  }
  came_ = (events & kSignal) != 0;
  if (came_) stop_();
}

}  // namespace broadsheet::cli
