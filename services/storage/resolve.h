// Which articles a group of batches is about, and what it does to them.
#pragma once

#include <list>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "common/postgres/pool.h"
#include "storage/append.h"
#include "storage/batch.h"
#include "storage/decide.h"
#include "storage/messages.h"

namespace broadsheet::storage {

// The writes of a group on their way through its transaction. The steps are called
// in this order. Not thread-safe.
class Resolution {
 public:
  // `batches` outlive it.
  Resolution(absl::Span<const Batch* const> batches, absl::Time now);

  // Finds and locks the articles that the writes are about; new ones where no
  // key is known. Writes that can't be kept have an error in their result.
  absl::Status Identify(postgres::Transaction& tx);

  // Applies the writes in order.
  void Decide();

  // Writes keys, paths, articles and revisions. After it comes the log.
  absl::Status Store(postgres::Transaction& tx, const Commit& commit);

  const std::vector<NewRevision>& revisions() const { return revisions_; }

  // The results of the batch with this index, in the order of its request.
  // Positions are counted from the first revision of the group: 1, 2, and so on.
  v1::BatchWriteArticlesResponse ResultsOf(size_t batch) const;

 private:
  struct Item {
    const Batch* batch;
    int index;  // in the batch
    absl::Status error;
    std::string article_id;
    ArticleState* state = nullptr;  // none where nothing is to be done
    WriteResult result;
    int revision_index = -1;  // of revisions_

    const ArticleWrite& write() const { return batch->request.writes(index); }
    const std::vector<std::string>& keys() const { return batch->keys[index]; }
    const std::vector<std::string>& former_keys() const { return batch->former_keys[index]; }
    std::string path() const;
  };

  absl::Status CheckCategories(postgres::Transaction& tx);
  absl::Status AssignIds(postgres::Transaction& tx);
  void RetireSharedKeys();
  void AssignId(Item& item);
  absl::Status SkipRepeated(postgres::Transaction& tx);
  absl::Status ConfirmKeys(postgres::Transaction& tx, const std::set<std::string>& ids);

  const absl::Time now_;
  std::vector<Item> items_;
  // Of each batch: its first item. One more ends the last.
  std::vector<size_t> begins_;
  // What is known of keys: those of the record and those of this group.
  std::map<std::string, std::string> ids_by_key_;
  std::map<std::string, std::string> new_keys_;
  // Those that are keys no more.
  std::set<std::string> retired_keys_;
  std::map<std::string, ArticleState> states_;
  std::vector<NewRevision> revisions_;
};

}  // namespace broadsheet::storage
