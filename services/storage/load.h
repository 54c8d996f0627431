// Reads what a write needs of the record, inside of its transaction.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "common/postgres/pool.h"
#include "storage/decide.h"

namespace broadsheet::storage {

// Errors are those of postgres::Session. Ids are UUIDs as text.

// The id that keys have which are no keys any more: they told no article from
// another.
inline constexpr char kNoArticle[] = "00000000-0000-0000-0000-000000000000";

// The articles that these keys belong to, by key; unknown keys are missing.
absl::StatusOr<std::map<std::string, std::string>> FindKeys(postgres::Transaction& tx,
                                                            const std::vector<std::string>& keys);

// The last observation of an article that is not deleted.
struct LastObservation {
  std::string digest;
  int64_t revision;
};
using ArticleAndOrigin = std::pair<std::string, std::string>;

// The last observations for these pairs; missing where there is none.
absl::StatusOr<std::map<ArticleAndOrigin, LastObservation>> FindObservations(
    postgres::Transaction& tx, const std::set<ArticleAndOrigin>& pairs);

// Locks these articles to the end of the transaction, and reads them.
absl::StatusOr<std::map<std::string, ArticleState>> LockArticles(
    postgres::Transaction& tx, const std::vector<std::string>& ids);

// The same for the articles that were merged into these, which are locked.
absl::StatusOr<std::map<std::string, ArticleState>> LockMergedInto(
    postgres::Transaction& tx, const std::vector<std::string>& ids);

// Those of these categories that exist.
absl::StatusOr<std::set<std::string>> FindCategories(postgres::Transaction& tx,
                                                     const std::set<std::string>& names);

// The article that a snapshot in the record is. INTERNAL where it is none.
absl::StatusOr<Article> ParseSnapshot(std::string_view bytes);

}  // namespace broadsheet::storage
