// What one measurement gave.
#pragma once

#include <cstdint>
#include <functional>

#include "bench/storage/cpu.h"

namespace broadsheet::bench {

struct Sample {
  // How many a second.
  double rate = 0;
  // Of one of them.
  CpuSeconds cpu;
};

// Times `work(0)`, `work(1)`, …, which run in threads of their own and do `count`
// together.
Sample Measure(const CpuMeter& meter, int64_t count, int threads,
               const std::function<void(int)>& work);

}  // namespace broadsheet::bench
