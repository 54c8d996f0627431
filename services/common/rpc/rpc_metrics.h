// The metrics of RPCs, under the names that gRPC's users know.
#pragma once

#include <map>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "common/metrics.h"

namespace prometheus {
class Counter;
class Gauge;
class Histogram;
template <class T>
class Family;
}  // namespace prometheus

namespace broadsheet {

// grpc_server_handled_total{grpc_service, grpc_method, grpc_code} and
// grpc_server_handling_seconds{grpc_service, grpc_method}; and of all runners of a service
// together, broadsheet_queued_calls, broadsheet_suspended_calls, broadsheet_open_streams
// and broadsheet_refused_call_seconds, each with {grpc_service}. Thread-safe.
class RpcMetrics {
 public:
  RpcMetrics(std::string service, Metrics& metrics);

  // A call of `method` ended with `code` after `took`.
  void Handled(const char* method, absl::StatusCode code, absl::Duration took);

  // Calls that wait for a thread, or without one; streams. One more, or less.
  prometheus::Gauge& queued_calls() { return queued_calls_; }
  prometheus::Gauge& suspended_calls() { return suspended_calls_; }
  prometheus::Gauge& open_streams() { return open_streams_; }

 private:
  const std::string service_;
  prometheus::Family<prometheus::Counter>& handled_;
  prometheus::Family<prometheus::Histogram>& seconds_;
  prometheus::Histogram& refused_seconds_;
  prometheus::Gauge& queued_calls_;
  prometheus::Gauge& suspended_calls_;
  prometheus::Gauge& open_streams_;
  absl::Mutex mutex_;
  std::map<std::pair<std::string, absl::StatusCode>, prometheus::Counter*> counters_
      ABSL_GUARDED_BY(mutex_);
  std::map<std::string, prometheus::Histogram*> histograms_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace broadsheet
