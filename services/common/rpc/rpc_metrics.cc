#include "common/rpc/rpc_metrics.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

namespace broadsheet {
namespace {

const prometheus::Histogram::BucketBoundaries& Buckets() {
  static const auto* buckets = new prometheus::Histogram::BucketBoundaries{
      0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30};
  return *buckets;
}

prometheus::Gauge& GaugeOf(const char* name, const char* help, const std::string& service,
                           Metrics& metrics) {
  return prometheus::BuildGauge()
      .Name(name)
      .Help(help)
      .Register(metrics.registry())
      .Add({{"grpc_service", service}});
}

}  // namespace

RpcMetrics::RpcMetrics(std::string service, Metrics& metrics)
    : service_(std::move(service)),
      handled_(prometheus::BuildCounter()
                   .Name("grpc_server_handled_total")
                   .Help("RPCs that ended, by their status.")
                   .Register(metrics.registry())),
      seconds_(prometheus::BuildHistogram()
                   .Name("grpc_server_handling_seconds")
                   .Help("How long RPCs took, from arrival to status.")
                   .Register(metrics.registry())),
      refused_seconds_(
          prometheus::BuildHistogram()
              .Name("broadsheet_refused_call_seconds")
              .Help("How long RPCs took that were RESOURCE_EXHAUSTED, from arrival to status.")
              .Register(metrics.registry())
              .Add({{"grpc_service", service_}}, Buckets())),
      queued_calls_(
          GaugeOf("broadsheet_queued_calls", "RPCs that wait for a thread.", service_, metrics)),
      suspended_calls_(GaugeOf("broadsheet_suspended_calls", "RPCs that wait without a thread.",
                               service_, metrics)),
      open_streams_(
          GaugeOf("broadsheet_open_streams", "Streams that are open.", service_, metrics)) {}

void RpcMetrics::Handled(const char* method, absl::StatusCode code, absl::Duration took) {
  if (code == absl::StatusCode::kResourceExhausted) {
    refused_seconds_.Observe(absl::ToDoubleSeconds(took));
  }
  absl::MutexLock lock(&mutex_);
  auto [counter, new_counter] = counters_.try_emplace({method, code}, nullptr);
  if (new_counter) {
    counter->second = &handled_.Add({{"grpc_service", service_},
                                     {"grpc_method", method},
                                     {"grpc_code", absl::StatusCodeToString(code)}});
  }
  auto [histogram, new_histogram] = histograms_.try_emplace(method, nullptr);
  if (new_histogram) {
    histogram->second =
        &seconds_.Add({{"grpc_service", service_}, {"grpc_method", method}}, Buckets());
  }
  counter->second->Increment();
  histogram->second->Observe(absl::ToDoubleSeconds(took));
}

}  // namespace broadsheet
