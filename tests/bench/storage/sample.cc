#include "bench/storage/sample.h"

#include <thread>
#include <vector>

#include "absl/time/clock.h"

namespace broadsheet::bench {

Sample Measure(const CpuMeter& meter, int64_t count, int threads,
               const std::function<void(int)>& work) {
  const CpuSeconds before = meter.Read();
  const absl::Time start = absl::Now();
  std::vector<std::thread> running;
  for (int t = 0; t < threads; ++t) running.emplace_back(work, t);
  for (std::thread& thread : running) thread.join();
  const double seconds = absl::ToDoubleSeconds(absl::Now() - start);
  const CpuSeconds spent = meter.Read() - before;
  const auto times = static_cast<double>(count);
  return {times / seconds, {spent.callers / times, spent.storage / times, spent.postgres / times}};
}

}  // namespace broadsheet::bench
