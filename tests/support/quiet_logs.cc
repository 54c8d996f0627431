#include "support/quiet_logs.h"

#include <sys/mman.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <initializer_list>

namespace broadsheet::testing {
namespace {

// Standard error itself, and what holds it back; for the signal handler, too.
int shown = -1;
int held = -1;
// Children of death tests have something else to say.
pid_t owner = 0;

// Nothing but what a signal handler may call.
void Show() {
  char buffer[4096];
  lseek(held, 0, SEEK_SET);
  for (ssize_t size; (size = read(held, buffer, sizeof buffer)) > 0;) {
    if (write(shown, buffer, static_cast<size_t>(size)) < 0) return;
  }
}

void ShowAndDie(int signal) {
  if (getpid() == owner) Show();
  std::signal(signal, SIG_DFL);
  raise(signal);
}

}  // namespace

QuietLogs::QuietLogs() {
  shown = dup(STDERR_FILENO);
  held = memfd_create("test logs", MFD_CLOEXEC);
  owner = getpid();
  if (shown < 0 || held < 0) std::abort();
}

void QuietLogs::OnTestStart(const ::testing::TestInfo&) {
  std::fflush(stderr);
  if (ftruncate(held, 0) != 0) std::abort();
  lseek(held, 0, SEEK_SET);
  dup2(held, STDERR_FILENO);
  for (const int signal : {SIGABRT, SIGSEGV, SIGBUS, SIGFPE}) std::signal(signal, &ShowAndDie);
}

void QuietLogs::OnTestEnd(const ::testing::TestInfo& test) {
  std::fflush(stderr);
  for (const int signal : {SIGABRT, SIGSEGV, SIGBUS, SIGFPE}) std::signal(signal, SIG_DFL);
  dup2(shown, STDERR_FILENO);
  if (test.result()->Failed()) Show();
}

}  // namespace broadsheet::testing
