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

// grpc_server_handled_total{grpc_service, grpc_method, grpc_code},
// grpc_server_handling_seconds{grpc_service, grpc_method} and
// broadsheet_suspended_calls{grpc_service}. Thread-safe.
class RpcMetrics {
 public:
  RpcMetrics(std::string service, Metrics& metrics);

  // A call of `method` ended with `code` after `took`.
  void Handled(const char* method, absl::StatusCode code, absl::Duration took);

  // So many calls wait without a thread.
  void SetSuspended(int calls);

 private:
  const std::string service_;
  prometheus::Family<prometheus::Counter>& handled_;
  prometheus::Family<prometheus::Histogram>& seconds_;
  prometheus::Gauge& suspended_;
  absl::Mutex mutex_;
  std::map<std::pair<std::string, absl::StatusCode>, prometheus::Counter*> counters_
      ABSL_GUARDED_BY(mutex_);
  std::map<std::string, prometheus::Histogram*> histograms_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace broadsheet
