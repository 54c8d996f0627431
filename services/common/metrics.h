// Prometheus metrics and the endpoint that shows them.
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"

namespace prometheus {
class Registry;
}  // namespace prometheus

namespace broadsheet {

// All metrics of a process. Thread-safe.
class Metrics {
 public:
  // Serves `/metrics` on `listen` ("127.0.0.1:9464"); on nothing if it is empty.
  // UNAVAILABLE where the address is taken, INVALID_ARGUMENT where it is none.
  static absl::StatusOr<std::unique_ptr<Metrics>> Create(const std::string& listen);
  ~Metrics();

  // For prometheus::BuildCounter() and the like. A family that is registered
  // twice is one.
  prometheus::Registry& registry() { return *registry_; }

 private:
  struct Endpoint;
  Metrics();
  std::shared_ptr<prometheus::Registry> registry_;
  std::unique_ptr<Endpoint> endpoint_;
};

}  // namespace broadsheet
