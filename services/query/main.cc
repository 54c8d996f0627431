#include <algorithm>
#include <string>

#include "absl/flags/flag.h"
#include "common/rpc/channel_flags.h"
#include "query/libraries.h"
#include "query/query_instance.h"
#include "query/sql.h"

ABSL_FLAG(std::string, storage, "127.0.0.1:50051", "address of storage, host:port");
ABSL_FLAG(std::string, token_file, "",
          "file that holds the token that storage is called with, read again when it changes");
ABSL_FLAG(std::string, data_dir, ".local/query",
          "directory of the search index, which no other process may use; it can be deleted and is "
          "built again then");
ABSL_FLAG(std::string, page_token_keys_file, "",
          "file of the keys that sign page tokens, one a line; the first signs, all verify "
          "(default: a key that all instances share in the database)");
ABSL_FLAG(
    std::string, gazetteer, "",
    "file of entities and the names that searches find them by, as ingest's (default: the one "
    "that comes with both)");

ABSL_FLAG(int64_t, watch_retention, broadsheet::query::kKeptChanges,
          "how many changes of the record a watch can go back with its resume token");

ABSL_FLAG(int64_t, answer_cache_bytes, 64 << 20,
          "how many bytes of answers are kept to be given again until something in them changes; "
          "0: none");

int main(int argc, char** argv) {
  broadsheet::ServiceDefinition definition;
  definition.name = "query";
  definition.description =
      "Broadsheet's query: answers for the archive, with lists, articles and search.";
  definition.grpc_name = "broadsheet.query.v1.QueryService";
  // No question needs more: what is read of a longer one would be for nothing.
  definition.max_request_bytes = 1 << 20;
  definition.default_listen = "127.0.0.1:50053";
  definition.default_metrics_listen = "127.0.0.1:9466";
  definition.libraries = broadsheet::query::Libraries();
  definition.migrations = broadsheet::query::sql::kMigrations;
  definition.make = [](broadsheet::ServiceEnvironment& environment) {
    broadsheet::query::QueryOptions options;
    options.data_dir = absl::GetFlag(FLAGS_data_dir);
    options.storage = absl::GetFlag(FLAGS_storage);
    options.page_token_keys_file = absl::GetFlag(FLAGS_page_token_keys_file);
    options.gazetteer_file = absl::GetFlag(FLAGS_gazetteer);
    options.token_file = absl::GetFlag(FLAGS_token_file);
    options.tls = broadsheet::ReadChannelTlsFlags();
    options.answer_cache_bytes =
        static_cast<size_t>(std::max<int64_t>(absl::GetFlag(FLAGS_answer_cache_bytes), 0));
    options.watch_retention = absl::GetFlag(FLAGS_watch_retention);
    return broadsheet::query::MakeQueryInstance(options, environment);
  };
  return broadsheet::RunService(argc, argv, definition);
}
