#include "common/service_main.h"

#include <cstdio>
#include <cstdlib>

#include "absl/flags/flag.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "common/auth/quotas.h"
#include "common/auth/small_file.h"
#include "common/barrier.h"
#include "common/caller_flags.h"
#include "common/dependency_watch.h"
#include "common/file_descriptors.h"
#include "common/flags.h"
#include "common/http/monitoring.h"
#include "common/limit_flags.h"
#include "common/log.h"
#include "common/postgres/libraries.h"
#include "common/rpc/libraries.h"
#include "common/rpc/server.h"
#include "common/rpc/tls.h"
#include "common/signals.h"
#include "common/status.h"
#include "common/version.h"

// Their defaults are the service's.
ABSL_FLAG(std::string, listen, "", "address for gRPC, host:port; port 0 takes a free one");
ABSL_FLAG(std::string, metrics_listen, "",
          "address for Prometheus and probes, host:port, or 'none'");
ABSL_FLAG(std::string, database, "", "libpq connection string; libpq's own environment counts too");
ABSL_FLAG(std::string, database_password_file, "", "file that holds the database password");
ABSL_FLAG(int, database_connections, 16, "how many connections to PostgreSQL at most");
ABSL_FLAG(bool, migrate, false, "bring the schema up to date, as its owner, and exit");
ABSL_FLAG(absl::Duration, drain_timeout, absl::Seconds(20),
          "how long running calls may take to end after SIGTERM");

namespace broadsheet {
namespace {

absl::StatusOr<std::string> Conninfo() {
  std::string conninfo = absl::GetFlag(FLAGS_database);
  const std::string file = absl::GetFlag(FLAGS_database_password_file);
  if (file.empty()) return conninfo;
  const absl::StatusOr<std::string> password = ReadSecret(file);
  if (!password.ok()) return Annotate(password.status(), "--database_password_file");
  // libpq's quoting: in single quotes, with backslashes before ' and \.
  std::string quoted;
  for (char c : *password) {
    if (c == '\'' || c == '\\') quoted.push_back('\\');
    quoted.push_back(c);
  }
  return absl::StrCat(conninfo, " password='", quoted, "'");
}

std::string MetricsListen() {
  const std::string flag = absl::GetFlag(FLAGS_metrics_listen);
  return flag == "none" ? "" : flag;
}

void ParseServiceFlags(int argc, char** argv, const ServiceDefinition& definition) {
  absl::SetFlag(&FLAGS_listen, definition.default_listen);
  absl::SetFlag(&FLAGS_metrics_listen, definition.default_metrics_listen);
  std::vector<std::string> libraries = RpcLibraries();
  for (const std::string& library : postgres::Libraries()) libraries.push_back(library);
  for (const std::string& library : definition.libraries) libraries.push_back(library);
  ParseFlags(argc, argv,
             {definition.name, definition.description, VersionText(definition.name, libraries)});
}

// Waits until the schema admits this binary. CANCELLED where a signal comes
// first.
absl::Status AwaitSchema(postgres::Pool& pool, const ServiceDefinition& definition) {
  std::string said;
  while (true) {
    absl::Status status =
        postgres::CheckSchema(pool, absl::Now() + absl::Seconds(5), definition.migrations);
    if (!absl::IsUnavailable(status)) return status;
    if (said != status.message()) {
      said = std::string(status.message());
      Log(Severity::kWarning, "waiting for the database", {{"error", said}});
    }
    if (AwaitSignal(absl::Milliseconds(500))) return absl::CancelledError("signal");
  }
}

absl::Status RunMigrations(const ServiceDefinition& definition) {
  ASSIGN_OR_RETURN(const std::string conninfo, Conninfo());
  ASSIGN_OR_RETURN(const int applied,
                   postgres::Migrate(conninfo, definition.name, definition.migrations));
  Log(Severity::kInfo, "migrated", {{"applied", applied}});
  return absl::OkStatus();
}

Server::Options ServerOptions(const ServiceDefinition& definition, const ConnectionLimits& limits,
                              std::shared_ptr<grpc::ServerCredentials> credentials,
                              std::vector<grpc::Service*> services) {
  Server::Options options;
  options.listen = absl::GetFlag(FLAGS_listen);
  options.services = std::move(services);
  options.service_names = {definition.grpc_name};
  options.max_request_bytes = definition.max_request_bytes;
  options.limits = limits;
  options.credentials = std::move(credentials);
  return options;
}

void Reload(ServiceInstance& instance) {
  StopExceptions("reloading", [&] {
    instance.Reload();
    return absl::OkStatus();
  }).IgnoreError();
}

// Returns CANCELLED on a signal, or why the process is of no more use.
absl::Status AwaitEnd(const ServiceDefinition& definition, ServiceInstance& instance) {
  while (!AwaitSignal(absl::Seconds(1))) {
    WarnOfFileDescriptors();
    if (definition.reloads && TakeHangup()) Reload(instance);
    if (!Server::IsAccepting()) {
      return absl::ResourceExhaustedError(
          "no file descriptor was left for a connection, and gRPC takes none since then: "
          "start it again, with a higher limit (ulimit -n)");
    }
  }
  return absl::CancelledError("signal");
}

// PostgreSQL, asked over a connection of its own: that all of the pool's are busy does not
// mean that it is away.
Dependency PostgresqlAt(postgres::Pool& pool) {
  return {"postgresql", [&pool](absl::Time deadline) { return pool.Ping(deadline); }};
}

absl::Status Serve(const ServiceDefinition& definition) {
  ASSIGN_OR_RETURN(const ServiceLimits limits, ReadLimitFlags());
  ASSIGN_OR_RETURN(const std::unique_ptr<Callers> callers,
                   ReadCallerFlags(absl::GetFlag(FLAGS_listen)));
  ASSIGN_OR_RETURN(const TlsFiles tls, ReadServerTlsFlags(absl::GetFlag(FLAGS_listen)));
  ASSIGN_OR_RETURN(const auto credentials, OpenServerCredentials(tls));
  ASSIGN_OR_RETURN(const Quota quota, ReadQuotaFlags());
  Quotas quotas(quota);
  ASSIGN_OR_RETURN(const std::string conninfo, Conninfo());
  postgres::Pool pool({conninfo, absl::GetFlag(FLAGS_database_connections)});
  if (definition.command) {
    if (const auto done = definition.command(pool); done.has_value()) return *done;
  }
  Metrics metrics;
  ShowBuild(metrics);
  const auto expiry = ShowCertificateExpiry(tls, metrics);
  ASSIGN_OR_RETURN(const auto monitoring, http::Monitoring::Start(MetricsListen(), metrics));
  ServiceEnvironment environment{metrics, pool, limits.calls, callers.get(), &quotas};
  ASSIGN_OR_RETURN(std::unique_ptr<ServiceInstance> instance, definition.make(environment));
  ASSIGN_OR_RETURN(std::unique_ptr<Server> server,
                   Server::Start(ServerOptions(definition, limits.connections, credentials,
                                               instance->grpc_services())));
  Log(Severity::kInfo, "listening", {{"port", server->port()}});
  postgres::Pool probe({conninfo, /*max_connections=*/1});
  std::vector<Dependency> dependencies = instance->dependencies();
  dependencies.push_back(PostgresqlAt(probe));
  const DependencyWatch watch(
      {}, std::move(dependencies),
      [&server](const std::string& name, bool is_up) { server->SetHealth(name, is_up); }, metrics);
  absl::Status status = AwaitSchema(pool, definition);
  if (status.ok()) {
    instance->Start();
    server->SetServing(true);
    monitoring->SetReady();
    Log(Severity::kInfo, "serving");
    status = AwaitEnd(definition, *instance);
    if (!absl::IsCancelled(status)) Log(Severity::kError, "ending", {{"error", status.message()}});
  }
  ExitOnNextSignal();
  Log(Severity::kInfo, "draining");
  server->SetServing(false);
  monitoring->SetNotReady("draining");
  instance->Drain();
  server->Shutdown(absl::GetFlag(FLAGS_drain_timeout));
  return absl::IsCancelled(status) ? absl::OkStatus() : status;
}

}  // namespace

int RunService(int argc, char** argv, const ServiceDefinition& definition) {
  // Debian builds Abseil with its detector on, which costs gRPC much of its time.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  BlockSignals();
  if (definition.reloads) BlockHangup();
  RaiseFileDescriptorLimit();
  ParseServiceFlags(argc, argv, definition);
  SetLogService(definition.name);
  const absl::Status status =
      absl::GetFlag(FLAGS_migrate) ? RunMigrations(definition) : Serve(definition);
  if (status.ok()) return EXIT_SUCCESS;
  std::fprintf(stderr, "%s: %s\n", definition.name.c_str(), std::string(status.message()).c_str());
  return EXIT_FAILURE;
}

}  // namespace broadsheet
