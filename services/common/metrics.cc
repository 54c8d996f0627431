#include "common/metrics.h"

#include <httplib.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>
#include <sys/socket.h>

#include <thread>

#include "absl/memory/memory.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

namespace broadsheet {
namespace {

// The library's default would let two processes share the port unnoticed.
void ReuseAddressOnly(socket_t socket) {
  const int yes = 1;
  setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
}

}  // namespace

// prometheus-cpp's own endpoint takes two seconds to stop.
struct Metrics::Endpoint {
  explicit Endpoint(std::shared_ptr<prometheus::Registry> registry) {
    server.new_task_queue = [] { return new httplib::ThreadPool(1); };
    server.set_socket_options(ReuseAddressOnly);
    server.Get("/metrics", [registry](const httplib::Request&, httplib::Response& response) {
      response.set_content(prometheus::TextSerializer().Serialize(registry->Collect()),
                           "text/plain; version=0.0.4; charset=utf-8");
    });
  }
  ~Endpoint() {
    server.stop();
    if (thread.joinable()) thread.join();
  }

  httplib::Server server;
  std::thread thread;
};

Metrics::Metrics() : registry_(std::make_shared<prometheus::Registry>()) {}
Metrics::~Metrics() = default;

absl::StatusOr<std::unique_ptr<Metrics>> Metrics::Create(const std::string& listen) {
  auto metrics = absl::WrapUnique(new Metrics);
  if (listen.empty()) return metrics;
  const size_t colon = listen.rfind(':');
  int port = 0;
  if (colon == std::string::npos || !absl::SimpleAtoi(listen.substr(colon + 1), &port)) {
    return absl::InvalidArgumentError(
        absl::StrCat("--metrics_listen: '", listen, "' is not host:port"));
  }
  auto endpoint = std::make_unique<Endpoint>(metrics->registry_);
  if (!endpoint->server.bind_to_port(listen.substr(0, colon), port)) {
    return absl::UnavailableError(
        absl::StrCat("metrics can't be served on ", listen, ": is the port taken?"));
  }
  endpoint->thread = std::thread([server = &endpoint->server] { server->listen_after_bind(); });
  // stop() would miss a server that does not run yet.
  while (!endpoint->server.is_running()) absl::SleepFor(absl::Milliseconds(1));
  metrics->endpoint_ = std::move(endpoint);
  return metrics;
}

}  // namespace broadsheet
