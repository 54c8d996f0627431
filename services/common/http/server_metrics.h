// Metrics of an HTTP server's connections.
#pragma once

#include <string>

#include "common/metrics.h"

namespace prometheus {
class Counter;
class Gauge;
template <class T>
class Family;
}  // namespace prometheus

namespace broadsheet::http {

// All have the label `server`, which tells several of a process apart. Thread-safe.
class ServerMetrics {
 public:
  ServerMetrics(const std::string& server, Metrics& metrics);

  // http_server_connections.
  void SetConnections(int open);
  // http_server_running_requests and http_server_queued_requests.
  void SetRequests(int running, int queued);
  // http_server_connections_refused_total.
  void ConnectionRefused();
  // http_server_accept_errors_total.
  void AcceptFailed();
  // http_server_limit_hits_total{limit}: `limit` is the limit's name.
  void LimitHit(const char* limit);

 private:
  const std::string server_;
  prometheus::Gauge& connections_;
  prometheus::Gauge& running_;
  prometheus::Gauge& queued_;
  prometheus::Counter& refused_;
  prometheus::Counter& accept_errors_;
  prometheus::Family<prometheus::Counter>& limit_hits_;
};

}  // namespace broadsheet::http
