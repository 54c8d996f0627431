#include "common/signals.h"

#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include <thread>

namespace broadsheet {
namespace {

sigset_t EndSignals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGINT);
  return set;
}

sigset_t Hangup() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGHUP);
  return set;
}

}  // namespace

void BlockSignals() {
  const sigset_t set = EndSignals();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

bool AwaitSignal(absl::Duration timeout) {
  const sigset_t set = EndSignals();
  const timespec wait = absl::ToTimespec(timeout);
  return sigtimedwait(&set, nullptr, &wait) > 0;
}

void BlockHangup() {
  const sigset_t set = Hangup();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

bool TakeHangup() {
  const sigset_t set = Hangup();
  constexpr timespec kNow{};
  return sigtimedwait(&set, nullptr, &kNow) > 0;
}

void ExitOnNextSignal() {
  std::thread([] {
    const sigset_t set = EndSignals();
    int signal = 0;
    sigwait(&set, &signal);
    _exit(128 + signal);
  }).detach();
}

}  // namespace broadsheet
