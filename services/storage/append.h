// Writes what was decided to the record, inside of a transaction.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/postgres/pool.h"
#include "storage/decide.h"
#include "storage/recorder.h"

namespace broadsheet::storage {

// A revision that is to be written.
struct NewRevision {
  std::string article_id;
  Article snapshot;
  Revision::Kind kind;
  std::string actor;
  // The revision before; empty for the first.
  std::string previous_fields;  // serialised FilterableFields
  // Of KIND_REDACTED alone.
  std::string reason;
};

// As the log has them. They must be sealed (InsertRevisions).
std::vector<LogEntry> EntriesOf(const std::vector<NewRevision>& revisions);

// Gives the snapshot its etag, which depends on all the rest of it. Returns the
// digest, over `salt`.
std::string Seal(std::string_view salt, Article* snapshot);

// What is written here goes to PostgreSQL with the transaction's next statement that
// is answered. Keys and paths that another transaction has added meanwhile end that
// with UNIQUE_VIOLATION: a Recorder runs the transaction again then.

// Adds keys.
void InsertKeys(postgres::Transaction& tx, const std::map<std::string, std::string>& ids_by_key);

// Makes keys that tell articles not apart those of none (kNoArticle), for good.
void RetireKeys(postgres::Transaction& tx, const std::set<std::string>& keys);

// Paths by article id.
using PathsById = std::map<std::string, std::string>;

// Gives each of these new articles a path of its own for good: the base that it
// comes with (see BasePath), numbered where others have that. Errors are those of
// postgres::Session.
absl::StatusOr<PathsById> AssignPaths(postgres::Transaction& tx, const PathsById& bases);

// Seals and writes revisions. Their places in the log follow their order.
void InsertRevisions(postgres::Transaction& tx, const Commit& commit,
                     std::vector<NewRevision>& revisions);

// Writes what of these states the database does not hold, revisions aside.
void StoreStates(postgres::Transaction& tx, const std::vector<const ArticleState*>& states);

}  // namespace broadsheet::storage
