#include "storage/writer.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/sha256.h"
#include "common/status.h"
#include "storage/append.h"
#include "storage/resolve.h"
#include "storage/sql.h"
#include "storage/validate.h"

namespace broadsheet::storage {
namespace {

using postgres::Params;
using postgres::Rows;
using Request = v1::BatchWriteArticlesRequest;
using Response = v1::BatchWriteArticlesResponse;

constexpr int kMaxLedgerLooks = 3;

// Over what the caller stated. Times, and what was made of the statement, may
// differ when it is sent again.
std::string DigestOf(const Request& request) {
  Sha256Stream digest;
  for (const ArticleWrite& write : request.writes()) {
    ArticleWrite stated;
    stated.set_origin(write.origin());
    stated.set_observation_digest(write.observation_digest());
    *stated.mutable_asserted_fields() = write.asserted_fields();
    stated.set_allow_undelete(write.allow_undelete());
    digest.Add(Sha256(stated.SerializeAsString()));
  }
  return digest.Finish();
}

// The answer of a request, its positions still counted from its commit's first
// change (1, 2, and so on), as the ledger keeps it.
struct Answer {
  Response response;
  // Empty where nothing changed.
  std::string commit_id;
  // Of the commit's first change, and how many there are.
  int64_t first_position = 0;
  int64_t changes = 0;
};

// The answer that the request had before, if it has taken effect.
absl::StatusOr<std::optional<Answer>> FindAnswer(postgres::Transaction& tx, const Request& request,
                                                 const std::string& digest) {
  ASSIGN_OR_RETURN(const Rows rows, tx.Run(sql::kFindRequest, Params().Text(request.request_id())));
  if (rows.empty()) return std::nullopt;
  if (rows.Bytes(0, 0) != digest) {
    return InvalidField("request_id", absl::StrCat("'", request.request_id(),
                                                   "' was used for other writes before"));
  }
  Answer answer;
  if (!answer.response.ParseFromString(rows.Bytes(0, 1))) {
    return absl::InternalError(
        absl::StrCat("the answer to ", request.request_id(), " in the ledger can't be read"));
  }
  if (!rows.IsNull(0, 2)) {
    answer.commit_id = rows.String(0, 2);
    answer.first_position = rows.Int(0, 3);
    for (const WriteResult& result : answer.response.results()) {
      answer.changes = std::max(answer.changes, result.position());
    }
  }
  return answer;
}

absl::Status KeepAnswer(postgres::Transaction& tx, const Request& request,
                        const std::string& digest, const Answer& answer) {
  return tx
      .Run(sql::kInsertRequest, Params()
                                    .Text(request.request_id())
                                    .Bytes(digest)
                                    .TextOrNull(answer.commit_id)
                                    .Bytes(answer.response.SerializeAsString()))
      .status();
}

// The transaction's work.
absl::Status WriteBatch(postgres::Transaction& tx, const Request& request,
                        const std::string& digest, absl::Time now, Answer* answer) {
  *answer = Answer();
  RETURN_IF_ERROR(tx.Run(sql::kPlanAfresh).status());
  ASSIGN_OR_RETURN(std::optional<Answer> before, FindAnswer(tx, request, digest));
  if (before.has_value()) {
    *answer = *std::move(before);
    return absl::OkStatus();
  }
  const Commit commit = NewCommit(now);
  Resolution resolution(request, commit.time);
  RETURN_IF_ERROR(resolution.Validate(tx));
  RETURN_IF_ERROR(resolution.Identify(tx));
  resolution.Decide();
  RETURN_IF_ERROR(resolution.Store(tx, commit));
  resolution.SetResults(&answer->response);
  answer->changes = static_cast<int64_t>(resolution.revisions().size());
  if (answer->changes > 0) answer->commit_id = commit.id;
  RETURN_IF_ERROR(KeepAnswer(tx, request, digest, *answer));
  if (answer->changes == 0) return absl::OkStatus();
  ASSIGN_OR_RETURN(answer->first_position, AppendToLog(tx, commit, resolution.revisions()));
  return absl::OkStatus();
}

// Whether the ledger will tell what became of the request when it is sent again:
// its commit is in doubt, or another call with its id was faster.
bool LedgerWillTell(const absl::Status& status) {
  return Reason(status) == "COMMIT_IN_DOUBT" || Reason(status) == "UNIQUE_VIOLATION";
}

}  // namespace

absl::StatusOr<Response> Writer::Write(absl::Time deadline, const Request& request) {
  RETURN_IF_ERROR(CheckBatch(request));
  const std::string digest = DigestOf(request);
  Answer answer;
  const auto body = [&](postgres::Transaction& tx) {
    return WriteBatch(tx, request, digest, clock_.Now(), &answer);
  };
  absl::Status status = pool_.Transact(deadline, body);
  for (int i = 0; i < kMaxLedgerLooks && LedgerWillTell(status); ++i) {
    status = pool_.Transact(deadline, body);
  }
  if (LedgerWillTell(status)) {
    return WithReason(
        absl::UnavailableError(absl::StrCat("whether ", request.request_id(),
                                            " took effect can't be told yet: ", status.message(),
                                            "; send it again under the same request_id")),
        "COMMIT_IN_DOUBT");
  }
  RETURN_IF_ERROR(status);
  for (WriteResult& result : *answer.response.mutable_results()) {
    if (result.position() > 0) result.set_position(answer.first_position + result.position() - 1);
  }
  if (answer.commit_id.empty()) {
    ASSIGN_OR_RETURN(*answer.response.mutable_read_after(), log_.GetHead(deadline));
    return std::move(answer.response);
  }
  const int64_t last = answer.first_position + answer.changes - 1;
  head_.Advance(last);
  ASSIGN_OR_RETURN(*answer.response.mutable_read_after(),
                   log_.CursorAt(deadline, last, answer.commit_id));
  return std::move(answer.response);
}

absl::Status Writer::PruneRequests(absl::Time deadline) {
  return pool_.Transact(
      deadline, [](postgres::Transaction& tx) { return tx.Run(sql::kPruneRequests).status(); });
}

}  // namespace broadsheet::storage
