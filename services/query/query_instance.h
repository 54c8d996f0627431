// The query service's objects, put together.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/auth/tls_files.h"
#include "common/service_main.h"
#include "query/archive_projection.h"

namespace broadsheet::query {

struct QueryOptions {
  // Directory of the search index; made where there is none.
  std::string data_dir;
  // Address of storage.
  std::string storage;
  // File of the keys that page tokens are signed with; empty: those of the
  // database.
  std::string page_token_keys_file;
  // File of entities and their names; empty: the one that the binary brings.
  std::string gazetteer_file;
  // File of the token that storage is called with; empty: none.
  std::string token_file;
  // How many bytes of answers are kept; 0: none.
  size_t answer_cache_bytes = 0;
  // How many changes of the log a watch can go back.
  int64_t watch_retention = kKeptChanges;
  // How long a watch of lists that don't change says nothing.
  absl::Duration watch_heartbeat = absl::Seconds(10);
  // What storage is called with; without a CA: not by TLS.
  TlsFiles tls = {};
};

// Opens the search index; connects nowhere yet. Fails on an option that is wrong,
// which it names. The environment must outlive it.
absl::StatusOr<std::unique_ptr<ServiceInstance>> MakeQueryInstance(const QueryOptions& options,
                                                                   ServiceEnvironment& environment);

}  // namespace broadsheet::query
