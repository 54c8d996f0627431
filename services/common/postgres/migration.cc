#include "common/postgres/migration.h"

#include "absl/strings/str_cat.h"
#include "common/status.h"

namespace broadsheet::postgres {
namespace {

constexpr char kPrepare[] =
    "SELECT pg_advisory_lock(hashtext('broadsheet migration'));"
    "CREATE TABLE IF NOT EXISTS migration ("
    "  version integer PRIMARY KEY,"
    "  oldest_binary integer NOT NULL,"
    "  name text NOT NULL,"
    "  apply_time timestamptz NOT NULL DEFAULT now())";

constexpr Statement kSchemaVersion{
    "schema_version",
    "SELECT coalesce(max(version), 0), coalesce(max(oldest_binary), 0) FROM migration"};

constexpr Statement kRecordMigration{
    "record_migration", "INSERT INTO migration (version, oldest_binary, name) VALUES ($1, $2, $3)"};

absl::Status Apply(Session& session, const Migration& migration) {
  session.Begin();
  RETURN_IF_ERROR(Annotate(session.RunScript(migration.sql), migration.name));
  RETURN_IF_ERROR(
      session
          .Run(kRecordMigration,
               Params().Int(migration.version).Int(migration.oldest_binary).Text(migration.name))
          .status());
  return session.Commit();
}

}  // namespace

absl::StatusOr<int> Migrate(const std::string& conninfo, const std::string& schema,
                            absl::Span<const Migration> migrations) {
  ASSIGN_OR_RETURN(std::unique_ptr<Session> session, Session::Connect(conninfo));
  RETURN_IF_ERROR(session->RunScript(absl::StrCat("SET search_path = ", schema)));
  RETURN_IF_ERROR(session->RunScript(kPrepare));
  ASSIGN_OR_RETURN(Rows rows, session->Run(kSchemaVersion, {}));
  const int64_t current = rows.Int(0, 0);
  if (current > migrations.back().version) {
    return absl::FailedPreconditionError(absl::StrCat("schema ", schema, " is of version ", current,
                                                      ", newer than this binary's ",
                                                      migrations.back().version));
  }
  int applied = 0;
  for (const Migration& migration : migrations) {
    if (migration.version <= current) continue;
    RETURN_IF_ERROR(Apply(*session, migration));
    ++applied;
  }
  return applied;
}

absl::Status CheckSchema(Pool& pool, absl::Time deadline, absl::Span<const Migration> migrations) {
  absl::StatusOr<Rows> rows = pool.Query(deadline, kSchemaVersion);
  if (!rows.ok()) {
    return absl::UnavailableError(
        absl::StrCat("the schema can't be read: ", rows.status().message()));
  }
  const int64_t wanted = migrations.back().version;
  const int64_t current = rows->Int(0, 0);
  if (current < wanted) {
    return absl::UnavailableError(absl::StrCat("the schema is of version ", current,
                                               ", this binary needs ", wanted,
                                               ": run it with --migrate first"));
  }
  if (rows->Int(0, 1) > wanted) {
    return absl::FailedPreconditionError(absl::StrCat("the schema is of version ", current,
                                                      " and admits binaries from ", rows->Int(0, 1),
                                                      " on; this one is of version ", wanted));
  }
  return absl::OkStatus();
}

}  // namespace broadsheet::postgres
