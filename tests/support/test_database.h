// A real PostgreSQL for tests.
#pragma once

#include <memory>
#include <string>

#include "absl/types/span.h"
#include "common/postgres/migration.h"
#include "common/postgres/pool.h"

namespace broadsheet::testing {

// A database of its own, with Broadsheet's roles, in a private cluster that
// starts with the first one of a process and stops when the process ends. A
// failure to start ends the process with the reason. Thread-safe.
class TestDatabase {
 public:
  TestDatabase();

  // libpq's connection string for a role: "storage", "storage_owner", ….
  std::string conninfo(const std::string& role) const;

  // Applies the migrations of `service` as its owner.
  void Migrate(const std::string& service, absl::Span<const postgres::Migration> migrations);

  // Connections as `role`.
  std::unique_ptr<postgres::Pool> NewPool(const std::string& role, int max_connections = 8) const;

  // Runs SQL as PostgreSQL's superuser.
  void RunAsSuperuser(const std::string& sql);

  const std::string& name() const { return name_; }

 private:
  std::string name_;
};

// The cluster's socket directory, and the directory of its data: for tests that
// stop and start it (deploy/postgres/cluster).
const std::string& TestClusterSocket();
const std::string& TestClusterDirectory();

}  // namespace broadsheet::testing
