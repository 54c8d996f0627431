// The query service's objects, put together.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/service_main.h"

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
};

// Opens the search index; connects nowhere yet. Fails on an option that is wrong,
// which it names. The environment must outlive it.
absl::StatusOr<std::unique_ptr<ServiceInstance>> MakeQueryInstance(const QueryOptions& options,
                                                                   ServiceEnvironment& environment);

}  // namespace broadsheet::query
