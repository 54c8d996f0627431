// Prometheus metrics and the endpoint that shows them.
#pragma once

#include <functional>
#include <list>
#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
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

  // Serves `/metrics` on `listen` ("127.0.0.1:9464"); on nothing if it is empty.
  // UNAVAILABLE where the address is taken, INVALID_ARGUMENT where it is none.
  static absl::StatusOr<std::unique_ptr<Metrics>> Create(const std::string& listen);
  ~Metrics();

  // For prometheus::BuildCounter() and the like. A family that is registered
  // twice is one.
  prometheus::Registry& registry() { return *registry_; }

  // `refresh` is called before each scrape, to set gauges that are looked up, as long
  // as the hook lives. It holds up the scrape, so that it must not take long.
  std::unique_ptr<Hook> OnScrape(std::function<void()> refresh);

  // Everything as Prometheus reads it.
  std::string Scrape();

 private:
  struct Endpoint;
  Metrics();
  absl::Mutex mutex_;
  std::list<std::function<void()>> hooks_ ABSL_GUARDED_BY(mutex_);
  std::shared_ptr<prometheus::Registry> registry_;
  std::unique_ptr<Endpoint> endpoint_;
};

}  // namespace broadsheet
