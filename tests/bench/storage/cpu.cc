#include "bench/storage/cpu.h"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "absl/strings/str_cat.h"

namespace broadsheet::bench {
namespace {

// What proc(5) says of a process in /proc/PID/stat.
struct ProcessStat {
  pid_t parent = 0;
  // Of its own, and of children that it waited for.
  double seconds = 0;
  double children_seconds = 0;
};

// Zeros where there is no such process any more.
ProcessStat StatOf(pid_t pid) {
  std::ifstream in(absl::StrCat("/proc/", pid, "/stat"));
  std::string line;
  // All of it: the name may hold line breaks. A process that ends meanwhile can't be
  // read on, which a stream notes and its buffer throws.
  std::getline(in, line, '\0');
  // The name, which comes before, may hold anything.
  std::istringstream fields(line.substr(line.rfind(')') + 1));
  std::string skipped;
  ProcessStat stat;
  fields >> skipped >> stat.parent;
  for (int i = 0; i < 9; ++i) fields >> skipped;
  double user = 0, system = 0, children_user = 0, children_system = 0;
  fields >> user >> system >> children_user >> children_system;
  const double ticks = static_cast<double>(sysconf(_SC_CLK_TCK));
  stat.seconds = (user + system) / ticks;
  stat.children_seconds = (children_user + children_system) / ticks;
  return stat;
}

}  // namespace

CpuSeconds operator-(const CpuSeconds& a, const CpuSeconds& b) {
  return {a.callers - b.callers, a.storage - b.storage, a.postgres - b.postgres};
}

CpuSeconds CpuMeter::Read() const {
  CpuSeconds seconds;
  seconds.callers = StatOf(getpid()).seconds;
  seconds.storage = StatOf(storage_).seconds;
  const ProcessStat postmaster = StatOf(postmaster_);
  seconds.postgres = postmaster.seconds + postmaster.children_seconds;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    const pid_t pid = std::atoi(entry.path().filename().c_str());
    if (pid <= 0) continue;
    const ProcessStat stat = StatOf(pid);
    if (stat.parent == postmaster_) seconds.postgres += stat.seconds;
  }
  return seconds;
}

}  // namespace broadsheet::bench
