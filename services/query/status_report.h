// How far query's projections are, for people and for Prometheus.
#pragma once

#include <memory>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "broadsheet/query/v1/query_service.pb.h"
#include "common/metrics.h"
#include "query/archive.h"
#include "query/cursor_gate.h"
#include "query/search/index.h"

namespace prometheus {
class Gauge;
}  // namespace prometheus

namespace broadsheet::query {

// Both are told the same numbers. Thread-safe.
class StatusReport {
 public:
  // All must outlive it.
  StatusReport(const Archive& archive, const CursorGate& archive_gate, const SearchIndex& index,
               const CursorGate& search_gate, Metrics& metrics);
  ~StatusReport();

  // Errors are those of postgres::Pool.
  absl::StatusOr<v1::GetStatusResponse> Get(absl::Time deadline) const;

 private:
  struct Gauges;
  void Refresh();

  const Archive& archive_;
  const CursorGate& archive_gate_;
  const SearchIndex& index_;
  const CursorGate& search_gate_;
  const std::unique_ptr<Gauges> gauges_;
  // Last: it uses the rest.
  const std::unique_ptr<Metrics::Hook> hook_;
};

}  // namespace broadsheet::query
