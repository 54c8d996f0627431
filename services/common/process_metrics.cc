#include "common/process_metrics.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/registry.h>
#include <sys/resource.h>
#include <unistd.h>

#include <fstream>

#include "common/file_descriptors.h"

namespace broadsheet {
namespace {

// The second number of /proc/self/statm, see proc(5).
double ResidentBytes() {
  std::ifstream statm("/proc/self/statm");
  double size = 0;
  double resident = 0;
  statm >> size >> resident;
  return resident * static_cast<double>(sysconf(_SC_PAGESIZE));
}

double Seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

double CpuSeconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return Seconds(usage.ru_utime) + Seconds(usage.ru_stime);
}

}  // namespace

std::unique_ptr<Metrics::Hook> ShowProcess(Metrics& metrics) {
  const auto gauge = [&](const char* name, const char* help) {
    return &prometheus::BuildGauge().Name(name).Help(help).Register(metrics.registry()).Add({});
  };
  prometheus::Gauge* const open = gauge("process_open_fds", "Open file descriptors.");
  prometheus::Gauge* const limit = gauge("process_max_fds", "Limit of open file descriptors.");
  prometheus::Gauge* const resident =
      gauge("process_resident_memory_bytes", "Memory that is resident.");
  prometheus::Counter* const cpu = &prometheus::BuildCounter()
                                        .Name("process_cpu_seconds_total")
                                        .Help("Processor time, of the user and the system.")
                                        .Register(metrics.registry())
                                        .Add({});
  return metrics.OnScrape([=] {
    const FileDescriptors descriptors = CountFileDescriptors();
    open->Set(descriptors.open);
    limit->Set(descriptors.limit);
    resident->Set(ResidentBytes());
    cpu->Increment(CpuSeconds() - cpu->Value());
  });
}

}  // namespace broadsheet
