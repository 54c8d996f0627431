#include "web/flags.h"

#include <cstdint>

#include "absl/flags/flag.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/rpc/channel_flags.h"
#include "common/status.h"
#include "web/links.h"

ABSL_FLAG(std::string, listen, "127.0.0.1:8080", "address for HTTP, host:port");
ABSL_FLAG(std::string, metrics_listen, "127.0.0.1:9467",
          "address for Prometheus and probes, host:port, or 'none'");
ABSL_FLAG(std::string, query, "127.0.0.1:50053", "address of the query service");
ABSL_FLAG(std::string, token_file, "",
          "file that holds the token that query is called with, read again when it changes");
ABSL_FLAG(std::string, site_title, "Broadsheet", "what readers know the archive as");
ABSL_FLAG(std::string, time_zone, "UTC",
          "time zone that dates are shown in, a name of the tz database: 'Asia/Hong_Kong'");
ABSL_FLAG(std::string, base_uri, "",
          "where readers reach the site, 'https://news.example' (default: as each request "
          "addresses it)");
ABSL_FLAG(absl::Duration, page_timeout, absl::Seconds(10), "how long a request may take");
ABSL_FLAG(absl::Duration, drain_timeout, absl::Seconds(20),
          "how long running requests may take to end after SIGTERM");
ABSL_FLAG(int, max_connections, broadsheet::http::Limits().max_connections,
          "connections at once; the oldest that waits for a request ends for a new one");
ABSL_FLAG(int, max_connections_per_peer, broadsheet::http::Limits().max_connections_per_peer,
          "connections of one address at once; 0: as many as there are");
ABSL_FLAG(int, max_requests_per_connection, broadsheet::http::Limits().max_requests_per_connection,
          "requests after which a connection ends");
ABSL_FLAG(int, max_head_bytes, broadsheet::http::Limits().max_head_bytes,
          "longest headers of a request");
ABSL_FLAG(int, max_uri_bytes, broadsheet::http::Limits().max_uri_bytes,
          "longest address of a request, its query included");
ABSL_FLAG(int, max_body_bytes, broadsheet::http::Limits().max_body_bytes,
          "longest body that is read, to be thrown away");
ABSL_FLAG(absl::Duration, head_timeout, broadsheet::http::Limits().head_timeout,
          "how long the head of a request may take to come");
ABSL_FLAG(absl::Duration, body_timeout, broadsheet::http::Limits().body_timeout,
          "how long the body of a request may take to come");
ABSL_FLAG(absl::Duration, response_timeout, broadsheet::http::Limits().response_timeout,
          "how long a client may take to read an answer");
ABSL_FLAG(absl::Duration, idle_timeout, broadsheet::http::Limits().idle_timeout,
          "how long a connection may wait for its next request");
ABSL_FLAG(int, threads, broadsheet::http::Limits().threads, "requests that are answered at once");
ABSL_FLAG(int, max_queued_requests, broadsheet::http::Limits().max_queued_requests,
          "requests that wait for a thread; 503 beyond");

namespace broadsheet::web {
namespace {

// Puts the value of a flag into `value`, unless it is less than `least`.
absl::Status Take(const absl::Flag<int>& flag, int least, int* value) {
  *value = absl::GetFlag(flag);
  if (*value >= least) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("--", flag.Name(), ": ", *value, " is less than ", least));
}

absl::Status Take(const absl::Flag<absl::Duration>& flag, absl::Duration* value) {
  *value = absl::GetFlag(flag);
  if (*value > absl::ZeroDuration() && *value < absl::Hours(24)) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(
      "--", flag.Name(), ": ", absl::FormatDuration(*value), " is not between 0 and 24h"));
}

absl::StatusOr<http::Limits> ReadLimits() {
  constexpr int kLeastBytes = 1024;
  http::Limits limits;
  RETURN_IF_ERROR(Take(FLAGS_max_connections, 1, &limits.max_connections));
  RETURN_IF_ERROR(Take(FLAGS_max_connections_per_peer, 0, &limits.max_connections_per_peer));
  RETURN_IF_ERROR(Take(FLAGS_max_requests_per_connection, 1, &limits.max_requests_per_connection));
  RETURN_IF_ERROR(Take(FLAGS_max_head_bytes, kLeastBytes, &limits.max_head_bytes));
  RETURN_IF_ERROR(Take(FLAGS_max_uri_bytes, kLeastBytes, &limits.max_uri_bytes));
  RETURN_IF_ERROR(Take(FLAGS_max_body_bytes, 0, &limits.max_body_bytes));
  RETURN_IF_ERROR(Take(FLAGS_head_timeout, &limits.head_timeout));
  RETURN_IF_ERROR(Take(FLAGS_body_timeout, &limits.body_timeout));
  RETURN_IF_ERROR(Take(FLAGS_response_timeout, &limits.response_timeout));
  RETURN_IF_ERROR(Take(FLAGS_idle_timeout, &limits.idle_timeout));
  RETURN_IF_ERROR(Take(FLAGS_threads, 1, &limits.threads));
  RETURN_IF_ERROR(Take(FLAGS_max_queued_requests, 0, &limits.max_queued_requests));
  return limits;
}

absl::StatusOr<Site> ReadSite() {
  Site site;
  site.title = absl::GetFlag(FLAGS_site_title);
  site.base_uri = std::string(absl::StripSuffix(absl::GetFlag(FLAGS_base_uri), "/"));
  if (!site.base_uri.empty() &&
      (!IsWebUri(site.base_uri) || site.base_uri.find('/', 8) != std::string::npos)) {
    return absl::InvalidArgumentError(
        absl::StrCat("--base_uri: '", site.base_uri, "' is not http(s)://host"));
  }
  const std::string zone = absl::GetFlag(FLAGS_time_zone);
  if (!absl::LoadTimeZone(zone, &site.time_zone)) {
    return absl::InvalidArgumentError(
        absl::StrCat("--time_zone: '", zone, "' is no time zone of the tz database"));
  }
  return site;
}

}  // namespace

absl::StatusOr<Settings> ReadFlags() {
  Settings settings;
  ASSIGN_OR_RETURN(settings.pages.site, ReadSite());
  RETURN_IF_ERROR(Take(FLAGS_page_timeout, &settings.pages.page_timeout));
  ASSIGN_OR_RETURN(settings.server.limits, ReadLimits());
  settings.server.name = "pages";
  settings.server.listen = absl::GetFlag(FLAGS_listen);
  settings.metrics_listen = absl::GetFlag(FLAGS_metrics_listen);
  if (settings.metrics_listen == "none") settings.metrics_listen.clear();
  settings.query = absl::GetFlag(FLAGS_query);
  settings.token_file = absl::GetFlag(FLAGS_token_file);
  settings.tls = ReadChannelTlsFlags();
  RETURN_IF_ERROR(Take(FLAGS_drain_timeout, &settings.drain_timeout));
  return settings;
}

}  // namespace broadsheet::web
