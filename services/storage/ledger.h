// Requests that have taken effect: one that is sent again is answered as it was
// the first time.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/postgres/pool.h"
#include "storage/messages.h"

namespace broadsheet::storage {

// The answer to a batch as the ledger keeps it.
struct LedgerAnswer {
  std::string request_digest;
  // Its positions are counted from the commit's first (1, 2, and so on).
  v1::BatchWriteArticlesResponse response;
  // Empty where nothing changed.
  std::string commit_id;
  // Of the commit's first change; 0 while it is not known.
  int64_t first_position = 0;

  // The last of its positions; 0 where it has none.
  int64_t changes() const;
};

// All run inside of a transaction. Errors are those of postgres::Session.

// The answers that these requests had before, by id.
absl::StatusOr<std::map<std::string, LedgerAnswer>> FindAnswers(
    postgres::Transaction& tx, const std::vector<std::string>& request_ids);

// Keeps answers by request id, with the transaction's next statement that is answered:
// that ends with UNIQUE_VIOLATION where one of the requests was answered before.
void KeepAnswers(postgres::Transaction& tx,
                 const std::map<std::string, const LedgerAnswer*>& answers);

// Forgets the answers that name any of these articles. Reads the whole ledger.
absl::Status ForgetAnswersNaming(postgres::Transaction& tx, const std::set<std::string>& articles);

// Forgets some thousands of the requests that took effect more than 24 hours ago, and
// says whether there may be more. Errors are those of postgres::Pool.
absl::StatusOr<bool> PruneLedger(postgres::Pool& pool, absl::Time deadline);

}  // namespace broadsheet::storage
