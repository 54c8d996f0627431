// Takes content out of the record, inside of a transaction.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/postgres/pool.h"
#include "storage/decide.h"
#include "storage/messages.h"
#include "storage/recorder.h"

namespace broadsheet::storage {

// What is to be redacted, or was: revisions that hold content, by article id.
using RevisionsById = std::map<std::string, std::vector<int64_t>>;

// The revisions of these articles that hold content; none of a tombstone. Articles
// without any are missing.
absl::StatusOr<RevisionsById> FindUnredacted(postgres::Transaction& tx,
                                             const std::map<std::string, ArticleState>& states);

// Those of `held` that `request` chooses. INVALID_ARGUMENT where there is no such
// revision; FAILED_PRECONDITION with reason NEWEST_REVISION where the newest is
// chosen, but not all. Thread-safe.
absl::StatusOr<std::vector<int64_t>> Choose(const v1::RedactArticleRequest& request,
                                            const Article& article,
                                            const std::vector<int64_t>& held);

// Who redacts articles, and why.
struct Redaction {
  std::string actor;
  std::string reason;
};

// Redact these revisions of these articles, which are locked: all that hold
// content, or some and not the newest. Return what goes into the log; errors are
// those of postgres::Session.
absl::StatusOr<std::vector<LogEntry>> RedactAll(postgres::Transaction& tx, const Commit& commit,
                                                const Redaction& redaction,
                                                const RevisionsById& revisions,
                                                std::map<std::string, ArticleState>& states);
absl::StatusOr<std::vector<LogEntry>> RedactSome(postgres::Transaction& tx, const Commit& commit,
                                                 const Redaction& redaction,
                                                 const std::vector<int64_t>& revisions,
                                                 ArticleState& state);

}  // namespace broadsheet::storage
