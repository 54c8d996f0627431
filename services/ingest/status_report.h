// How feeds and quarantine do, for people and for Prometheus.
#pragma once

#include <memory>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "broadsheet/ingest/v1/ingest_service.pb.h"
#include "common/metrics.h"
#include "common/postgres/pool.h"

namespace prometheus {
class Gauge;
}  // namespace prometheus

namespace broadsheet::ingest {

// Both are told the same numbers. Thread-safe.
class StatusReport {
 public:
  // Both must outlive it.
  StatusReport(postgres::Pool& pool, Metrics& metrics);
  ~StatusReport();

  // Errors are those of postgres::Pool.
  absl::StatusOr<v1::GetStatusResponse> Get(absl::Time deadline);

 private:
  struct Gauges;
  void Refresh();

  postgres::Pool& pool_;
  const std::unique_ptr<Gauges> gauges_;
  // Last: it uses the rest.
  const std::unique_ptr<Metrics::Hook> hook_;
};

}  // namespace broadsheet::ingest
