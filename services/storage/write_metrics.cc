#include "storage/write_metrics.h"

#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

namespace broadsheet::storage {
namespace {

using Boundaries = prometheus::Histogram::BucketBoundaries;

}  // namespace

WriteMetrics::WriteMetrics(Metrics& metrics)
    : group_batches_(prometheus::BuildHistogram()
                         .Name("broadsheet_storage_write_group_batches")
                         .Help("Batches that shared a transaction.")
                         .Register(metrics.registry())
                         .Add({}, Boundaries{1, 2, 4, 8, 16, 32, 64, 128, 256})),
      group_seconds_(prometheus::BuildHistogram()
                         .Name("broadsheet_storage_write_group_seconds")
                         .Help("How long a group took to be written, its commit included.")
                         .Register(metrics.registry())
                         .Add({}, Boundaries{0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25,
                                             0.5, 1, 2.5, 5, 10, 30})),
      waiting_(prometheus::BuildGauge()
                   .Name("broadsheet_storage_writes_waiting")
                   .Help("Batches that wait to be written; looked at ten times a second.")
                   .Register(metrics.registry())
                   .Add({})),
      head_(prometheus::BuildGauge()
                .Name("broadsheet_storage_log_head_position")
                .Help("Position of the newest change of the log.")
                .Register(metrics.registry())
                .Add({})) {}

void WriteMetrics::GroupDone(size_t batches, absl::Duration took) {
  group_batches_.Observe(static_cast<double>(batches));
  group_seconds_.Observe(absl::ToDoubleSeconds(took));
}

void WriteMetrics::SetWaiting(size_t batches) { waiting_.Set(static_cast<double>(batches)); }

void WriteMetrics::SetHead(int64_t position) { head_.Set(static_cast<double>(position)); }

}  // namespace broadsheet::storage
