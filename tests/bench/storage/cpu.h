// How much processor time each side of a measurement takes.
#pragma once

#include <sys/types.h>

namespace broadsheet::bench {

// Seconds on all processors, since each process began; in steps of the kernel's clock
// tick, most often 10 ms a process.
struct CpuSeconds {
  double callers = 0;  // this process
  double storage = 0;
  double postgres = 0;
};

CpuSeconds operator-(const CpuSeconds& a, const CpuSeconds& b);

// Not thread-safe.
class CpuMeter {
 public:
  // The processes are children of `postmaster`, or `storage` itself.
  CpuMeter(pid_t storage, pid_t postmaster) : storage_(storage), postmaster_(postmaster) {}

  CpuSeconds Read() const;

 private:
  const pid_t storage_;
  const pid_t postmaster_;
};

}  // namespace broadsheet::bench
