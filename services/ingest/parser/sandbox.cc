#include "ingest/parser/sandbox.h"

#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/time.h>

#include <cerrno>
#include <fstream>

namespace broadsheet::ingest {
namespace {

// Sanitizers map terabytes, and start helpers.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kSanitized = true;
#else
constexpr bool kSanitized = false;
#endif

void SetLimit(__rlimit_resource resource, rlim_t limit) {
  const rlimit both{limit, limit};
  setrlimit(resource, &both);
}

int64_t AddressSpaceBytes() {
  constexpr int64_t kPageBytes = 4096;
  std::ifstream statm("/proc/self/statm");
  int64_t pages = 0;
  statm >> pages;
  return pages * kPageBytes;
}

// What computing on memory and talking over an open socket takes.
constexpr int kAllowed[] = {
    SCMP_SYS(brk),          SCMP_SYS(clock_gettime),
    SCMP_SYS(close),        SCMP_SYS(exit),
    SCMP_SYS(exit_group),   SCMP_SYS(futex),
    SCMP_SYS(getpid),       SCMP_SYS(getrandom),
    SCMP_SYS(getrusage),    SCMP_SYS(gettid),
    SCMP_SYS(gettimeofday), SCMP_SYS(madvise),
    SCMP_SYS(mremap),       SCMP_SYS(munmap),
    SCMP_SYS(poll),         SCMP_SYS(ppoll),
    SCMP_SYS(read),         SCMP_SYS(recvfrom),
    SCMP_SYS(recvmsg),      SCMP_SYS(restart_syscall),
    SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(rt_sigreturn), SCMP_SYS(sched_yield),
    SCMP_SYS(sendmsg),      SCMP_SYS(sendto),
    SCMP_SYS(sigaltstack),  SCMP_SYS(tgkill),
    SCMP_SYS(write),
};

// What is not allowed fails with EPERM rather than killing: a library that looks for
// a file does without it.
bool EnterSeccomp() {
  scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
  if (filter == nullptr) return false;
  bool ok = true;
  for (const int call : kAllowed) {
    ok = ok && seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 0) == 0;
  }
  // Its own limits, to set the next one's processor time; nobody else's.
  ok = ok && seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(prlimit64), 1,
                              SCMP_A0(SCMP_CMP_EQ, 0)) == 0;
  // Memory becomes no code.
  for (const int call : {SCMP_SYS(mmap), SCMP_SYS(mprotect)}) {
    ok = ok && seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 1,
                                SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)) == 0;
  }
  ok = ok && seccomp_load(filter) == 0;
  seccomp_release(filter);
  return ok;
}

}  // namespace

std::string EnterSandbox(int64_t memory_bytes) {
  SetLimit(RLIMIT_CORE, 0);
  SetLimit(RLIMIT_FSIZE, 0);
  SetLimit(RLIMIT_NPROC, 0);
  prctl(PR_SET_DUMPABLE, 0);
  prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  if (kSanitized) return "rlimits, but on neither memory nor files: a sanitizer needs those";
  SetLimit(RLIMIT_AS, static_cast<rlim_t>(AddressSpaceBytes() + memory_bytes));
  // The lowest number is taken. With a limit of 0, poll() would refuse one descriptor.
  SetLimit(RLIMIT_NOFILE, 1);
  return EnterSeccomp() ? "rlimits, seccomp" : "rlimits; seccomp is not to be had";
}

void LimitProcessorTime(absl::Duration limit) {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const absl::Duration used =
      absl::DurationFromTimeval(usage.ru_utime) + absl::DurationFromTimeval(usage.ru_stime);
  rlimit cpu{};
  getrlimit(RLIMIT_CPU, &cpu);
  cpu.rlim_cur = static_cast<rlim_t>(absl::ToInt64Seconds(absl::Ceil(used, absl::Seconds(1))) +
                                     absl::ToInt64Seconds(absl::Ceil(limit, absl::Seconds(1))));
  setrlimit(RLIMIT_CPU, &cpu);
}

int64_t PeakMemoryBytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return int64_t{usage.ru_maxrss} * 1024;
}

}  // namespace broadsheet::ingest
