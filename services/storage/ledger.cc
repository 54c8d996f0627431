#include "storage/ledger.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status.h"
#include "storage/sql.h"

namespace broadsheet::storage {
namespace {

using postgres::Params;
using postgres::Rows;

// So many answers are some megabytes.
constexpr int kLedgerPageSize = 200;
// Rows to forget in one transaction.
constexpr int64_t kPruneStep = 5000;

// The answer in a column of a row that starts with its request's id.
absl::StatusOr<v1::BatchWriteArticlesResponse> ParseAnswer(const Rows& rows, int row, int column) {
  v1::BatchWriteArticlesResponse response;
  if (response.ParseFromString(rows.Bytes(row, column))) return response;
  return absl::InternalError(
      absl::StrCat("the answer to ", rows.String(row, 0), " in the ledger can't be read"));
}

bool NamesAny(const v1::BatchWriteArticlesResponse& response,
              const std::set<std::string>& articles) {
  return std::any_of(response.results().begin(), response.results().end(),
                     [&](const WriteResult& result) { return articles.contains(result.name()); });
}

}  // namespace

int64_t LedgerAnswer::changes() const {
  int64_t changes = 0;
  for (const WriteResult& result : response.results()) {
    changes = std::max(changes, result.position());
  }
  return changes;
}

absl::StatusOr<std::map<std::string, LedgerAnswer>> FindAnswers(
    postgres::Transaction& tx, const std::vector<std::string>& request_ids) {
  ASSIGN_OR_RETURN(const Rows rows, tx.Run(sql::kFindRequests, Params().TextArray(request_ids)));
  std::map<std::string, LedgerAnswer> answers;
  for (int i = 0; i < rows.size(); ++i) {
    LedgerAnswer& answer = answers[rows.String(i, 0)];
    answer.request_digest = rows.Bytes(i, 1);
    ASSIGN_OR_RETURN(answer.response, ParseAnswer(rows, i, 2));
    if (rows.IsNull(i, 3)) continue;
    answer.commit_id = rows.String(i, 3);
    answer.first_position = rows.Int(i, 4);
  }
  return answers;
}

void KeepAnswers(postgres::Transaction& tx,
                 const std::map<std::string, const LedgerAnswer*>& answers) {
  if (answers.empty()) return;
  std::vector<std::string> ids, digests, commits, responses;
  for (const auto& [id, answer] : answers) {
    ids.push_back(id);
    digests.push_back(answer->request_digest);
    commits.push_back(answer->commit_id);
    responses.push_back(answer->response.SerializeAsString());
  }
  tx.Defer(sql::kInsertRequests,
           Params().TextArray(ids).BytesArray(digests).UuidArray(commits).BytesArray(responses));
}

absl::Status ForgetAnswersNaming(postgres::Transaction& tx, const std::set<std::string>& articles) {
  std::string last;
  while (true) {
    ASSIGN_OR_RETURN(const Rows rows,
                     tx.Run(sql::kListRequests, Params().Text(last).Int(kLedgerPageSize)));
    if (rows.empty()) return absl::OkStatus();
    last = rows.String(rows.size() - 1, 0);
    std::vector<std::string> naming;
    for (int i = 0; i < rows.size(); ++i) {
      ASSIGN_OR_RETURN(const auto response, ParseAnswer(rows, i, 1));
      if (NamesAny(response, articles)) naming.push_back(rows.String(i, 0));
    }
    if (naming.empty()) continue;
    RETURN_IF_ERROR(tx.Run(sql::kDeleteRequests, Params().TextArray(naming)).status());
  }
}

absl::StatusOr<bool> PruneLedger(postgres::Pool& pool, absl::Time deadline) {
  int64_t forgotten = 0;
  RETURN_IF_ERROR(pool.Transact(deadline, [&](postgres::Transaction& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const Rows rows, tx.Run(sql::kPruneRequests, Params().Int(kPruneStep)));
    forgotten = rows.affected();
    return absl::OkStatus();
  }));
  return forgotten == kPruneStep;
}

}  // namespace broadsheet::storage
