#include "common/metrics.h"

#include <httplib.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>
#include <sys/socket.h>

#include <thread>
#include <utility>

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
  explicit Endpoint(Metrics& metrics) {
    server.new_task_queue = [] { return new httplib::ThreadPool(1); };
    server.set_socket_options(ReuseAddressOnly);
    server.Get("/metrics", [&metrics](const httplib::Request&, httplib::Response& response) {
      response.set_content(metrics.Scrape(), "text/plain; version=0.0.4; charset=utf-8");
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

Metrics::Hook::Hook(Metrics& metrics, std::function<void()> refresh) : metrics_(metrics) {
  absl::MutexLock lock(&metrics_.mutex_);
  place_ = metrics_.hooks_.insert(metrics_.hooks_.end(), std::move(refresh));
}

Metrics::Hook::~Hook() {
  absl::MutexLock lock(&metrics_.mutex_);
  metrics_.hooks_.erase(place_);
}

std::unique_ptr<Metrics::Hook> Metrics::OnScrape(std::function<void()> refresh) {
  return std::make_unique<Hook>(*this, std::move(refresh));
}

std::string Metrics::Scrape() {
  {
    absl::MutexLock lock(&mutex_);
    for (const std::function<void()>& refresh : hooks_) refresh();
  }
  return prometheus::TextSerializer().Serialize(registry_->Collect());
}

absl::StatusOr<std::unique_ptr<Metrics>> Metrics::Create(const std::string& listen) {
  auto metrics = absl::WrapUnique(new Metrics);
  if (listen.empty()) return metrics;
  const size_t colon = listen.rfind(':');
  int port = 0;
  if (colon == std::string::npos || !absl::SimpleAtoi(listen.substr(colon + 1), &port)) {
    return absl::InvalidArgumentError(
        absl::StrCat("--metrics_listen: '", listen, "' is not host:port"));
  }
  auto endpoint = std::make_unique<Endpoint>(*metrics);
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
