// Migrations: a service's schema, step by step, forward only.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "common/postgres/pool.h"

namespace broadsheet::postgres {

// One step. A service's binary is of the version of the last step that it
// brings; `oldest_binary` is the oldest version that still works on the schema
// that this step leaves behind.
struct Migration {
  int version;
  int oldest_binary;
  const char* name;
  const char* sql;
};

// Applies the steps that the schema lacks, each in a transaction of its own, and
// records them in `schema`.migration. `conninfo` is of the schema's owner. Two
// that run at once wait for each other. Returns how many were applied.
// FAILED_PRECONDITION where the schema is newer than this binary knows.
absl::StatusOr<int> Migrate(const std::string& conninfo, const std::string& schema,
                            absl::Span<const Migration> migrations);

// Whether a binary with these migrations may run on the schema as it is:
//   OK                   yes
//   UNAVAILABLE          the schema is older, or PostgreSQL is away: wait
//   FAILED_PRECONDITION  the schema is newer and no longer admits this binary
absl::Status CheckSchema(Pool& pool, absl::Time deadline, absl::Span<const Migration> migrations);

}  // namespace broadsheet::postgres
