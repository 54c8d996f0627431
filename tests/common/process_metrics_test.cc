#include "common/process_metrics.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/match.h"

namespace broadsheet {
namespace {

TEST(ProcessMetricsTest, AreThereUnderTheUsualNames) {
  Metrics metrics;
  const auto hook = ShowProcess(metrics);
  const std::string scraped = metrics.Scrape();
  for (const char* name : {"process_open_fds", "process_max_fds", "process_resident_memory_bytes",
                           "process_cpu_seconds_total"}) {
    EXPECT_TRUE(absl::StrContains(scraped, std::string("\n") + name + " ")) << scraped;
    EXPECT_FALSE(absl::StrContains(scraped, std::string("\n") + name + " 0\n")) << scraped;
  }
}

}  // namespace
}  // namespace broadsheet
