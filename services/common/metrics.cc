#include "common/metrics.h"

#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <utility>

namespace broadsheet {
Metrics::Metrics() : registry_(std::make_shared<prometheus::Registry>()) {}

Metrics::Hook::Hook(Metrics& metrics, std::function<void()> refresh) : metrics_(metrics) {
  absl::MutexLock lock(&metrics_.mutex_);
  place_ = metrics_.hooks_.insert(metrics_.hooks_.end(), std::move(refresh));
}

Metrics::Hook::~Hook() {
  absl::MutexLock lock(&metrics_.mutex_);
  metrics_.hooks_.erase(place_);
}

std::unique_ptr<Metrics::Hook> Metrics::OnScrape(std::function<void()> refresh) {
  return std::make_unique<Hook>(*this, std::move(refresh));
}

std::string Metrics::Scrape() {
  {
    absl::MutexLock lock(&mutex_);
    for (const std::function<void()>& refresh : hooks_) refresh();
  }
  return prometheus::TextSerializer().Serialize(registry_->Collect());
}

}  // namespace broadsheet
