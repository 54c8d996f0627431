#include "common/http/server_metrics.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/registry.h>

namespace broadsheet::http {

ServerMetrics::ServerMetrics(const std::string& server, Metrics& metrics)
    : server_(server),
      connections_(prometheus::BuildGauge()
                       .Name("http_server_connections")
                       .Help("Connections that are open")
                       .Register(metrics.registry())
                       .Add({{"server", server}})),
      running_(prometheus::BuildGauge()
                   .Name("http_server_running_requests")
                   .Help("Requests that have a thread")
                   .Register(metrics.registry())
                   .Add({{"server", server}})),
      queued_(prometheus::BuildGauge()
                  .Name("http_server_queued_requests")
                  .Help("Requests that wait for a thread")
                  .Register(metrics.registry())
                  .Add({{"server", server}})),
      refused_(prometheus::BuildCounter()
                   .Name("http_server_connections_refused_total")
                   .Help("Connections that were closed at once, as too many were at work")
                   .Register(metrics.registry())
                   .Add({{"server", server}})),
      accept_errors_(prometheus::BuildCounter()
                         .Name("http_server_accept_errors_total")
                         .Help("Connections that could not be taken, as for want of descriptors")
                         .Register(metrics.registry())
                         .Add({{"server", server}})),
      limit_hits_(prometheus::BuildCounter()
                      .Name("http_server_limit_hits_total")
                      .Help("Connections or requests that met a limit, by its name")
                      .Register(metrics.registry())) {}

void ServerMetrics::SetConnections(int open) { connections_.Set(open); }
void ServerMetrics::SetRequests(int running, int queued) {
  running_.Set(running);
  queued_.Set(queued);
}
void ServerMetrics::ConnectionRefused() { refused_.Increment(); }
void ServerMetrics::AcceptFailed() { accept_errors_.Increment(); }
void ServerMetrics::LimitHit(const char* limit) {
  limit_hits_.Add({{"server", server_}, {"limit", limit}}).Increment();
}

}  // namespace broadsheet::http
