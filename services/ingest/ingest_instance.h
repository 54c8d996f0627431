// The objects of a running ingest, in order of dependency.
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "common/auth/tls_files.h"
#include "common/service_main.h"
#include "ingest/feeds/poller.h"
#include "ingest/fetch/http_fetcher.h"
#include "ingest/keep/kept_fetches.h"
#include "ingest/parser/parser_pool.h"
#include "ingest/quarantine/attempts.h"
#include "ingest/quarantine/quarantine_cap.h"
#include "ingest/redact/redaction_log.h"
#include "ingest/websub/websub.h"

namespace broadsheet::ingest {

struct IngestOptions {
  // Address of storage: "127.0.0.1:50051".
  std::string storage;
  // File of the token that storage is called with; empty: none.
  std::string token_file;
  // What it is called with; without a CA: not by TLS.
  TlsFiles tls;
  // The gazetteer's file; empty means the one that the binary brings.
  std::string gazetteer_file;
  ParserPool::Options parsers;
  HttpFetcher::Options http;
  // Between two requests for pages to one host.
  absl::Duration host_interval = absl::Seconds(1);
  // How long the lease of a feed outlives an instance that died.
  absl::Duration feed_lease = absl::Seconds(30);
  Poller::Options poller;
  WebSub::Options websub;
  // How often a feed is polled whose hub tells of its changes.
  absl::Duration hub_interval = absl::Hours(6);
  // Of a feed, where it is asked to be read back to its end.
  int max_archive_pages = 10'000;
  // Of a sitemap, at one poll.
  int max_sitemap_pages = 50;
  Attempts::Options attempts;
  QuarantineCap::Options quarantine;
  KeptFetches::Options kept;
  RedactionLog::Options redactions;
};

// INVALID_ARGUMENT names the file and the line of a bad gazetteer; NOT_FOUND a
// file that can't be read; UNAVAILABLE where no parser process starts.
absl::StatusOr<std::unique_ptr<ServiceInstance>> MakeIngest(const IngestOptions& options,
                                                            ServiceEnvironment& environment);

}  // namespace broadsheet::ingest
