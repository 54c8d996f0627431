#include "common/metrics.h"

#include <gtest/gtest.h>
#include <prometheus/gauge.h>
#include <prometheus/registry.h>

namespace broadsheet {
namespace {

TEST(MetricsTest, HookSetsGaugesBeforeEachScrapeAsLongAsItLives) {
  Metrics metrics;
  auto& gauge =
      prometheus::BuildGauge().Name("looked").Help("Looked.").Register(metrics.registry()).Add({});
  auto hook = metrics.OnScrape([&gauge] { gauge.Increment(); });
  metrics.Scrape();
  EXPECT_NE(metrics.Scrape().find("looked 2"), std::string::npos);
  hook.reset();
  EXPECT_NE(metrics.Scrape().find("looked 2"), std::string::npos);
}

}  // namespace
}  // namespace broadsheet
