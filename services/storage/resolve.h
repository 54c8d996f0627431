// Which articles a batch is about, and what it does to them.
#pragma once

#include <list>
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "common/postgres/pool.h"
#include "storage/append.h"
#include "storage/decide.h"
#include "storage/messages.h"

namespace broadsheet::storage {

// A batch on its way through its transaction. Its steps are called in this order,
// and all of them anew when the transaction is run again. Not thread-safe.
class Resolution {
 public:
  // `request` outlives it.
  Resolution(const v1::BatchWriteArticlesRequest& request, absl::Time now);

  // Refuses what can't be kept: those writes have an error in their result.
  absl::Status Validate(postgres::Transaction& tx);

  // Finds and locks the articles that the writes are about; new ones where no
  // key is known.
  absl::Status Identify(postgres::Transaction& tx);

  // Applies the writes in order.
  void Decide();

  // Writes keys, paths, articles and revisions. After it comes the log.
  absl::Status Store(postgres::Transaction& tx, const Commit& commit);

  const std::vector<NewRevision>& revisions() const { return revisions_; }

  // The results, in the order of the request. Positions are counted from the
  // first revision of the batch: 1, 2, and so on.
  void SetResults(v1::BatchWriteArticlesResponse* response) const;

 private:
  struct Item {
    const ArticleWrite* write;
    absl::Status error;
    std::vector<std::string> keys;
    std::string article_id;
    ArticleState* state = nullptr;  // none where nothing is to be done
    WriteResult result;
    int revision_index = -1;  // of revisions_
  };

  absl::Status AssignIds(postgres::Transaction& tx);
  void AssignId(Item& item);
  absl::Status SkipRepeated(postgres::Transaction& tx);

  const absl::Time now_;
  std::vector<Item> items_;
  // What is known of keys: those of the record and those of this batch.
  std::map<std::string, std::string> ids_by_key_;
  std::map<std::string, std::string> new_keys_;
  std::map<std::string, ArticleState> states_;
  std::vector<NewRevision> revisions_;
};

}  // namespace broadsheet::storage
