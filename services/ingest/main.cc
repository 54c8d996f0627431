#include "absl/flags/flag.h"
#include "common/rpc/channel_flags.h"
#include "common/service_main.h"
#include "ingest/fetch/libraries.h"
#include "ingest/ingest_instance.h"
#include "ingest/parser/parser_main.h"
#include "ingest/sql.h"

ABSL_FLAG(std::string, storage, "127.0.0.1:50051", "address of the storage service");
ABSL_FLAG(std::string, token_file, "",
          "file that holds the token that storage is called with, read again when it changes");
ABSL_FLAG(std::string, gazetteer, "",
          "file of entities to find in articles, read again on SIGHUP (default: the built-in one)");
ABSL_FLAG(bool, allow_private_addresses, false,
          "let feeds and pages be fetched from private and loopback addresses");
ABSL_FLAG(absl::Duration, host_interval, absl::Seconds(1),
          "time between two requests for pages to one host");
ABSL_FLAG(int, parsers, 0,
          "processes that read documents, 2 or more (default: one more than there are cores)");
ABSL_FLAG(absl::Duration, parser_cpu_limit, absl::Seconds(10),
          "processor time that a parser may spend on one document or entry");
ABSL_FLAG(int, parser_memory_mib, 1024, "memory that a parser may allocate, in MiB");
ABSL_FLAG(int, max_polls, 8, "feeds that are polled on schedule at once");
ABSL_FLAG(int, max_polls_per_host, 2, "and of one host");
ABSL_FLAG(int, max_archive_pages, 10'000,
          "older documents that are read of a feed, where that is asked for");
ABSL_FLAG(int, max_sitemap_pages, 50, "pages that are fetched of a sitemap at one poll");
ABSL_FLAG(absl::Duration, keep_fetches, absl::Hours(24 * 7),
          "how long documents are kept as they were fetched; 0 keeps none");
ABSL_FLAG(int64_t, keep_fetches_mib, 4096,
          "how much of that is kept, compressed, in MiB; an origin gets a quarter");
ABSL_FLAG(int64_t, quarantine_mib, 4096,
          "how much is kept of what could not be taken, in MiB; an origin gets a quarter");
ABSL_FLAG(absl::Duration, quarantine_max_age, absl::Hours(24 * 90),
          "how long it is kept since the same was last refused");
ABSL_FLAG(std::string, websub_callback_uri, "",
          "where hubs (WebSub) find ingest from outside, such as https://news.example/hubs; empty: "
          "hubs are not used");
ABSL_FLAG(std::string, websub_listen, "127.0.0.1:8090",
          "HTTP address for hubs, which is to be what is behind --websub_callback_uri");
ABSL_FLAG(absl::Duration, websub_poll_interval, absl::Hours(6),
          "how often a feed is polled whose hub tells of its changes");
ABSL_FLAG(std::string, user_agent, "Broadsheet/0.1", "how to introduce ourselves to web servers");

int main(int argc, char** argv) {
  using broadsheet::ServiceEnvironment;
  if (broadsheet::ingest::IsParserProcess(argc, argv)) {
    return broadsheet::ingest::RunParserProcess();
  }
  return broadsheet::RunService(
      argc, argv,
      {.name = "ingest",
       .description = "Broadsheet's ingest: takes articles in from pushes, feeds, pages and files.",
       .grpc_name = "broadsheet.ingest.v1.IngestService",
       .default_listen = "127.0.0.1:50052",
       .default_metrics_listen = "127.0.0.1:9465",
       .migrations = broadsheet::ingest::sql::kMigrations,
       .libraries = broadsheet::ingest::Libraries(),
       .reloads = true,
       .make = [](ServiceEnvironment& environment) {
         broadsheet::ingest::IngestOptions options;
         options.storage = absl::GetFlag(FLAGS_storage);
         options.token_file = absl::GetFlag(FLAGS_token_file);
         options.tls = broadsheet::ReadChannelTlsFlags();
         options.gazetteer_file = absl::GetFlag(FLAGS_gazetteer);
         options.parsers.processes = absl::GetFlag(FLAGS_parsers);
         options.parsers.limits.cpu = absl::GetFlag(FLAGS_parser_cpu_limit);
         options.parsers.limits.memory_bytes = int64_t{absl::GetFlag(FLAGS_parser_memory_mib)}
                                               << 20;
         options.http.allow_private_addresses = absl::GetFlag(FLAGS_allow_private_addresses);
         options.http.user_agent = absl::GetFlag(FLAGS_user_agent);
         options.poller.max_polls = absl::GetFlag(FLAGS_max_polls);
         options.poller.max_polls_per_host = absl::GetFlag(FLAGS_max_polls_per_host);
         options.max_archive_pages = absl::GetFlag(FLAGS_max_archive_pages);
         options.max_sitemap_pages = absl::GetFlag(FLAGS_max_sitemap_pages);
         options.kept.max_age = absl::GetFlag(FLAGS_keep_fetches);
         options.kept.max_bytes = absl::GetFlag(FLAGS_keep_fetches_mib) << 20;
         options.quarantine.max_bytes = absl::GetFlag(FLAGS_quarantine_mib) << 20;
         options.quarantine.max_age = absl::GetFlag(FLAGS_quarantine_max_age);
         options.websub.callback_uri = absl::GetFlag(FLAGS_websub_callback_uri);
         options.websub.listen = absl::GetFlag(FLAGS_websub_listen);
         options.hub_interval = absl::GetFlag(FLAGS_websub_poll_interval);
         options.host_interval = absl::GetFlag(FLAGS_host_interval);
         return broadsheet::ingest::MakeIngest(options, environment);
       }});
}
