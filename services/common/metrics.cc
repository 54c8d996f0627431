#include "common/metrics.h"

#include <prometheus/exposer.h>
#include <prometheus/registry.h>

#include <exception>

#include "absl/memory/memory.h"
#include "absl/strings/str_cat.h"

namespace broadsheet {

Metrics::Metrics() : registry_(std::make_shared<prometheus::Registry>()) {}
Metrics::~Metrics() = default;

absl::StatusOr<std::unique_ptr<Metrics>> Metrics::Create(const std::string& listen) {
  auto metrics = absl::WrapUnique(new Metrics);
  if (listen.empty()) return metrics;
  try {
    metrics->exposer_ = std::make_unique<prometheus::Exposer>(listen, 1);
    metrics->exposer_->RegisterCollectable(metrics->registry_);
  } catch (const std::exception& error) {
    return absl::UnavailableError(
        absl::StrCat("metrics can't be served on ", listen, ": ", error.what()));
  }
  return metrics;
}

}  // namespace broadsheet
