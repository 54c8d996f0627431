// Prometheus metrics.
#pragma once

#include <functional>
#include <list>
#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"

namespace prometheus {
class Registry;
}  // namespace prometheus

namespace broadsheet {

// All metrics of a process. Thread-safe.
class Metrics {
 public:
  // Ends what OnScrape() began, and waits for a scrape that runs.
  class Hook {
   public:
    Hook(Metrics& metrics, std::function<void()> refresh);
    ~Hook();
    Hook(const Hook&) = delete;
    Hook& operator=(const Hook&) = delete;

   private:
    Metrics& metrics_;
    std::list<std::function<void()>>::iterator place_;
  };

  Metrics();

  // For prometheus::BuildCounter() and the like. A family that is registered
  // twice is one.
  prometheus::Registry& registry() { return *registry_; }

  // `refresh` is called before each scrape, to set gauges that are looked up, as long
  // as the hook lives. It holds up the scrape, so that it must not take long.
  std::unique_ptr<Hook> OnScrape(std::function<void()> refresh);

  // Everything as Prometheus reads it.
  std::string Scrape();

 private:
  absl::Mutex mutex_;
  std::list<std::function<void()>> hooks_ ABSL_GUARDED_BY(mutex_);
  const std::shared_ptr<prometheus::Registry> registry_;
};

}  // namespace broadsheet
