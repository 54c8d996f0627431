#include <cstdio>
#include <optional>

#include "absl/flags/flag.h"
#include "absl/time/clock.h"
#include "common/service_main.h"
#include "common/status.h"
#include "storage/epoch.h"
#include "storage/service.h"
#include "storage/sql.h"

ABSL_FLAG(bool, new_epoch, false,
          "start a new epoch of the change log, print its number and exit: for after a copy of "
          "PostgreSQL's files was put back, of which PostgreSQL itself knows nothing");

namespace broadsheet::storage {
namespace {

absl::Status PrintNewEpoch(postgres::Pool& pool) {
  ASSIGN_OR_RETURN(const int64_t epoch, StartEpoch(pool, absl::Now() + absl::Seconds(30)));
  std::printf("%lld\n", static_cast<long long>(epoch));
  return absl::OkStatus();
}

std::optional<absl::Status> RunCommand(postgres::Pool& pool) {
  if (absl::GetFlag(FLAGS_new_epoch)) return PrintNewEpoch(pool);
  return std::nullopt;
}

}  // namespace
}  // namespace broadsheet::storage

int main(int argc, char** argv) {
  return broadsheet::RunService(
      argc, argv,
      {.name = "storage",
       .description = "Broadsheet's storage: keeps every revision of every article.",
       .grpc_name = "broadsheet.storage.v1.StorageService",
       .default_listen = "127.0.0.1:50051",
       .default_metrics_listen = "127.0.0.1:9464",
       .migrations = broadsheet::storage::sql::kMigrations,
       .make =
           [](broadsheet::ServiceEnvironment& environment) {
             return broadsheet::storage::MakeStorage(environment);
           },
       .command = broadsheet::storage::RunCommand});
}
