// What the main() of every gRPC service has in common.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "common/dependency_watch.h"
#include "common/metrics.h"
#include "common/postgres/migration.h"
#include "common/postgres/pool.h"
#include "common/rpc/environment.h"
#include "common/rpc/limits.h"

namespace grpc {
class Service;
}

namespace broadsheet {

// What RunService() gives a service to work with. Outlives it.
struct ServiceEnvironment {
  Metrics& metrics;
  postgres::Pool& pool;
  RpcLimits limits = {};
  const Callers* callers = nullptr;
  Quotas* quotas = nullptr;

  RpcEnvironment rpc() const { return {metrics, limits, callers, quotas}; }
};

// A service's objects, finished: construction starts no work.
class ServiceInstance {
 public:
  virtual ~ServiceInstance() = default;
  virtual std::vector<grpc::Service*> grpc_services() = 0;
  // What it depends on besides PostgreSQL. Checked, from several threads, as long as the
  // instance lives.
  virtual std::vector<Dependency> dependencies() { return {}; }
  // Starts background work (polling, projecting). The schema is right by now, and
  // calls are answered already.
  virtual void Start() {}
  // Reads again what the service was given in files. Called, after Start(), for each SIGHUP
  // where the definition says that it reloads. What is wrong with them goes to the log.
  virtual void Reload() {}
  // Stops background work and endless streams. Called once, before the server
  // drains.
  virtual void Drain() {}
};

struct ServiceDefinition {
  // "storage": also the name of its schema.
  std::string name;
  // What it does, in one sentence: for --help.
  std::string description;
  // "broadsheet.storage.v1.StorageService": its name in health checks.
  std::string grpc_name;
  // "127.0.0.1:50051" and "127.0.0.1:9464".
  std::string default_listen;
  std::string default_metrics_listen;
  absl::Span<const postgres::Migration> migrations;
  // "Xapian 1.4.22": what it is made on beside what all services are.
  std::vector<std::string> libraries;
  // Whether SIGHUP has it Reload() rather than end.
  bool reloads = false;
  // Longest request of its callers.
  int max_request_bytes = kMaxMessageBytes;
  // Called once. An error ends the process with its message on one line.
  std::function<absl::StatusOr<std::unique_ptr<ServiceInstance>>(ServiceEnvironment&)> make;
  // What the service's own flags ask for instead of serving, done; nothing where
  // they don't. May be unset.
  std::function<std::optional<absl::Status>(postgres::Pool&)> command;
};

// Parses flags and environment, and runs the service until SIGTERM or SIGINT;
// with --migrate, applies the migrations and returns, as after a command. On a signal: NOT_SERVING,
// stop background work, drain until --drain_timeout, close; a second signal ends
// the process at once. While PostgreSQL is away calls answer UNAVAILABLE; while
// its schema is too old the service waits NOT_SERVING. Where no new connections can be
// taken any more (Server::IsAccepting()) it drains, and ends with an error, to be restarted.
// Returns the status for main() to return.
int RunService(int argc, char** argv, const ServiceDefinition& definition);

}  // namespace broadsheet
