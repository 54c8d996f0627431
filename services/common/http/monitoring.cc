#include "common/http/monitoring.h"

#include <prometheus/counter.h>
#include <prometheus/registry.h>

#include <utility>

#include "absl/memory/memory.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "common/barrier.h"
#include "common/http/server.h"
#include "common/process_metrics.h"
#include "common/status.h"

namespace broadsheet::http {
namespace {

// Few ask, and often.
Limits MonitoringLimits() {
  Limits limits;
  limits.max_connections = 256;
  limits.max_connections_per_peer = 0;
  limits.threads = 2;
  limits.max_queued_requests = 16;
  return limits;
}

std::unique_ptr<Metrics::Hook> ShowExceptions(Metrics& metrics) {
  auto& counter = prometheus::BuildCounter()
                      .Name("broadsheet_exceptions_total")
                      .Help("Exceptions that ended a call, a task or a loop's turn.")
                      .Register(metrics.registry())
                      .Add({});
  return metrics.OnScrape([&counter] {
    counter.Increment(static_cast<double>(ExceptionsStopped()) - counter.Value());
  });
}

Response Line(int status, absl::string_view text) {
  return {.status = status, .body = absl::StrCat(text, "\n")};
}

}  // namespace

class Monitoring::Answers final : public Handler {
 public:
  explicit Answers(Metrics& metrics) : metrics_(metrics) {}

  void SetNotReady(std::string why) {
    absl::MutexLock lock(&mutex_);
    not_ready_ = std::move(why);
  }

  Response Answer(const Request& request) override {
    if (request.method != "GET" && request.method != "HEAD") {
      Response response = Line(405, "only GET and HEAD");
      response.headers.emplace_back("Allow", "GET, HEAD");
      return response;
    }
    if (request.path == "/livez") return Line(200, "ok");
    if (request.path == "/readyz") return Ready();
    if (request.path != "/metrics") return Line(404, "only /metrics, /livez and /readyz");
    return {.content_type = "text/plain; version=0.0.4; charset=utf-8", .body = metrics_.Scrape()};
  }

  // A scrape may look things up.
  bool IsQuick(const Request& request) const override { return request.path != "/metrics"; }

  Response Refuse(int status, const std::string& why) override { return Line(status, why); }

 private:
  Response Ready() {
    absl::MutexLock lock(&mutex_);
    return not_ready_.empty() ? Line(200, "ok") : Line(503, not_ready_);
  }

  Metrics& metrics_;
  absl::Mutex mutex_;
  std::string not_ready_ ABSL_GUARDED_BY(mutex_) = "starting";
};

Monitoring::Monitoring(Metrics& metrics)
    : answers_(std::make_unique<Answers>(metrics)),
      exceptions_(ShowExceptions(metrics)),
      process_(ShowProcess(metrics)) {}
Monitoring::~Monitoring() = default;

absl::StatusOr<std::unique_ptr<Monitoring>> Monitoring::Start(const std::string& listen,
                                                              Metrics& metrics) {
  auto monitoring = absl::WrapUnique(new Monitoring(metrics));
  if (listen.empty()) return monitoring;
  absl::StatusOr<std::unique_ptr<Server>> server =
      Server::Start({.listen = listen, .name = "monitoring", .limits = MonitoringLimits()},
                    *monitoring->answers_, metrics);
  if (!server.ok()) return Annotate(server.status(), "--metrics_listen");
  monitoring->server_ = *std::move(server);
  return monitoring;
}

void Monitoring::SetReady() { answers_->SetNotReady(""); }
void Monitoring::SetNotReady(std::string why) { answers_->SetNotReady(std::move(why)); }
int Monitoring::port() const { return server_ == nullptr ? 0 : server_->port(); }

}  // namespace broadsheet::http
