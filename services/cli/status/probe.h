// How the services do.
#pragma once

#include <string>

#include "broadsheet/ingest/v1/ingest_service.pb.h"
#include "broadsheet/query/v1/query_service.pb.h"
#include "broadsheet/server/v1/server_info.pb.h"
#include "broadsheet/storage/v1/storage_service.pb.h"
#include "cli/session.h"

namespace broadsheet::cli {

enum class Health { kServing, kNotServing, kUnreachable };

// What one service answered.
struct Probe {
  std::string service;
  std::string target;
  Health health = Health::kUnreachable;
  // Why it is not known, or not well, or says no more; may be empty.
  std::string error;
  // Unset fields are those of other services, or were not answered.
  server::v1::ServerInfo server;
  ingest::v1::GetStatusResponse ingest;
  storage::v1::GetStatusResponse storage;
  query::v1::GetStatusResponse query;
};

// Whether only the health is wanted, or all that there is to know.
enum class Depth { kHealth, kAll };

// Asks one of the services. Each waits for at most some seconds. Thread-safe.
Probe AskIngest(const Session& session, Depth depth);
Probe AskStorage(const Session& session, Depth depth);
Probe AskQuery(const Session& session, Depth depth);
Probe AskWeb(const Session& session, Depth depth);

}  // namespace broadsheet::cli
