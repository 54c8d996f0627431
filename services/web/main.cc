// Readers' pages and feeds.
#include <cstdio>
#include <cstdlib>

#include "common/file_descriptors.h"
#include "common/flags.h"
#include "common/http/monitoring.h"
#include "common/http/server.h"
#include "common/log.h"
#include "common/rpc/client.h"
#include "common/rpc/libraries.h"
#include "common/rpc/tls.h"
#include "common/signals.h"
#include "common/status.h"
#include "common/version.h"
#include "web/flags.h"
#include "web/http_handler.h"

namespace broadsheet::web {
namespace {

absl::Status Run() {
  ASSIGN_OR_RETURN(const Settings settings, ReadFlags());
  Metrics metrics;
  ShowBuild(metrics);
  const auto expiry = ShowCertificateExpiry(settings.tls, metrics);
  ASSIGN_OR_RETURN(const auto monitoring,
                   http::Monitoring::Start(settings.metrics_listen, metrics));
  ASSIGN_OR_RETURN(const std::shared_ptr<grpc::Channel> channel,
                   OpenChannel(settings.query, settings.token_file, settings.tls));
  const QueryClient query(channel);
  HttpHandler pages(settings.pages, query, metrics);
  ASSIGN_OR_RETURN(const auto server, http::Server::Start(settings.server, pages, metrics));
  monitoring->SetReady();
  Log(Severity::kInfo, "serving", {{"port", server->port()}});
  while (!AwaitSignal(absl::Seconds(1))) WarnOfFileDescriptors();
  ExitOnNextSignal();
  Log(Severity::kInfo, "draining");
  monitoring->SetNotReady("draining");
  server->Shutdown(settings.drain_timeout);
  return absl::OkStatus();
}

}  // namespace
}  // namespace broadsheet::web

int main(int argc, char** argv) {
  broadsheet::BlockSignals();
  broadsheet::RaiseFileDescriptorLimit();
  broadsheet::ParseFlags(argc, argv,
                         {"web", "Broadsheet's web: readers' pages and feeds, over query.",
                          broadsheet::VersionText("web", broadsheet::RpcLibraries())});
  broadsheet::SetLogService("web");
  const absl::Status status = broadsheet::web::Run();
  if (status.ok()) return EXIT_SUCCESS;
  std::fprintf(stderr, "web: %s\n", std::string(status.message()).c_str());
  return EXIT_FAILURE;
}
