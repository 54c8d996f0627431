#include "ingest/processor_time.h"

#include <sys/resource.h>

#include <cstdint>
#include <fstream>

#include "absl/strings/str_cat.h"

namespace broadsheet::ingest::bench {

absl::Duration ProcessorTime(const std::vector<pid_t>& others) {
  rusage used = {};
  getrusage(RUSAGE_SELF, &used);
  absl::Duration time =
      absl::DurationFromTimeval(used.ru_utime) + absl::DurationFromTimeval(used.ru_stime);
  for (const pid_t pid : others) {
    int64_t nanoseconds = 0;
    std::ifstream(absl::StrCat("/proc/", pid, "/schedstat")) >> nanoseconds;
    time += absl::Nanoseconds(nanoseconds);
  }
  return time;
}

}  // namespace broadsheet::ingest::bench
