// Readers' pages and feeds.
#include <cstdio>
#include <cstdlib>

#include "absl/flags/flag.h"
#include "absl/strings/strip.h"
#include "common/flags.h"
#include "common/log.h"
#include "common/rpc/client.h"
#include "common/rpc/libraries.h"
#include "common/signals.h"
#include "common/status.h"
#include "common/version.h"
#include "web/http_server.h"
#include "web/links.h"

ABSL_FLAG(std::string, listen, "127.0.0.1:8080", "address for HTTP, host:port");
ABSL_FLAG(std::string, metrics_listen, "127.0.0.1:9467",
          "address for Prometheus, host:port, or 'none'");
ABSL_FLAG(std::string, query, "127.0.0.1:50053", "address of the query service");
ABSL_FLAG(std::string, site_title, "Broadsheet", "what readers know the archive as");
ABSL_FLAG(std::string, time_zone, "UTC",
          "time zone that dates are shown in, a name of the tz database: 'Asia/Hong_Kong'");
ABSL_FLAG(std::string, base_uri, "",
          "where readers reach the site, 'https://news.example' (default: as each request "
          "addresses it)");

namespace broadsheet::web {
namespace {

absl::Status Run() {
  const std::string base_uri(absl::StripSuffix(absl::GetFlag(FLAGS_base_uri), "/"));
  if (!base_uri.empty() && (!IsWebUri(base_uri) || base_uri.find('/', 8) != std::string::npos)) {
    return absl::InvalidArgumentError("--base_uri: '" + base_uri + "' is not http(s)://host");
  }
  absl::TimeZone time_zone;
  const std::string zone_name = absl::GetFlag(FLAGS_time_zone);
  if (!absl::LoadTimeZone(zone_name, &time_zone)) {
    return absl::InvalidArgumentError("--time_zone: '" + zone_name +
                                      "' is no time zone of the tz database");
  }
  const std::string metrics_listen = absl::GetFlag(FLAGS_metrics_listen);
  ASSIGN_OR_RETURN(const std::unique_ptr<Metrics> metrics,
                   Metrics::Create(metrics_listen == "none" ? "" : metrics_listen));
  ShowBuild(*metrics);
  const QueryClient query(MakeChannel(absl::GetFlag(FLAGS_query)));
  ASSIGN_OR_RETURN(
      const std::unique_ptr<HttpServer> server,
      HttpServer::Start({.listen = absl::GetFlag(FLAGS_listen),
                         .site = {absl::GetFlag(FLAGS_site_title), base_uri, time_zone}},
                        query, *metrics));
  Log(Severity::kInfo, "serving", {{"port", server->port()}});
  while (!AwaitSignal(absl::Hours(1))) {
  }
  ExitOnNextSignal();
  Log(Severity::kInfo, "draining");
  return absl::OkStatus();
}

}  // namespace
}  // namespace broadsheet::web

int main(int argc, char** argv) {
  broadsheet::BlockSignals();
  broadsheet::ParseFlags(argc, argv,
                         {"web", "Broadsheet's web: readers' pages and feeds, over query.",
                          broadsheet::VersionText("web", broadsheet::RpcLibraries())});
  broadsheet::SetLogService("web");
  const absl::Status status = broadsheet::web::Run();
  if (status.ok()) return EXIT_SUCCESS;
  std::fprintf(stderr, "web: %s\n", std::string(status.message()).c_str());
  return EXIT_FAILURE;
}
