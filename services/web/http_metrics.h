// Metrics of HTTP requests.
#pragma once

#include "absl/time/time.h"
#include "common/metrics.h"
#include "web/route.h"

namespace prometheus {
class Counter;
class Histogram;
template <class T>
class Family;
}  // namespace prometheus

namespace broadsheet::web {

// http_server_requests_total{page, code} and
// http_server_request_seconds{page}. Thread-safe.
class HttpMetrics {
 public:
  explicit HttpMetrics(Metrics& metrics);
  void Answered(const Route& route, int status, absl::Duration took);
  // A request that was refused before it asked for a page: of page "other".
  void Refused(int status);

 private:
  prometheus::Family<prometheus::Counter>& requests_;
  prometheus::Family<prometheus::Histogram>& seconds_;
};

}  // namespace broadsheet::web
