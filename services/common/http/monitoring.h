// What Prometheus and an orchestrator ask of a process.
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "common/metrics.h"

namespace broadsheet::http {

// Serves `/metrics`, to which it adds exceptions and file descriptors; `/livez`, 200 as long as the
// process answers; and `/readyz`, 200 where it serves its callers, else 503 and why it does not:
// "starting", until told otherwise. Thread-safe.
class Monitoring {
 public:
  // On `listen` ("127.0.0.1:9464"); on nothing if it is empty. UNAVAILABLE where the
  // address is taken, INVALID_ARGUMENT where it is none. `metrics` must outlive it.
  static absl::StatusOr<std::unique_ptr<Monitoring>> Start(const std::string& listen,
                                                           Metrics& metrics);
  ~Monitoring();

  void SetReady();
  void SetNotReady(std::string why);

  // 0 where it serves on nothing.
  int port() const;

 private:
  class Answers;
  explicit Monitoring(Metrics& metrics);
  std::unique_ptr<Answers> answers_;
  const std::unique_ptr<Metrics::Hook> exceptions_;
  const std::unique_ptr<Metrics::Hook> process_;
  std::unique_ptr<class Server> server_;
};

}  // namespace broadsheet::http
