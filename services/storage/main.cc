#include "common/service_main.h"
#include "storage/service.h"
#include "storage/sql.h"

int main(int argc, char** argv) {
  return broadsheet::RunService(argc, argv,
                                {.name = "storage",
                                 .grpc_name = "broadsheet.storage.v1.StorageService",
                                 .default_listen = "127.0.0.1:50051",
                                 .default_metrics_listen = "127.0.0.1:9464",
                                 .migrations = broadsheet::storage::sql::kMigrations,
                                 .make = [](broadsheet::ServiceEnvironment& environment) {
                                   return broadsheet::storage::MakeStorage(environment);
                                 }});
}
