// Reads articles and their histories.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/postgres/pool.h"
#include "storage/messages.h"

namespace broadsheet::storage {

// Thread-safe. All return NOT_FOUND with reason ARTICLE_NOT_FOUND, naming what
// does not exist (REVISION_REDACTED where its content was taken out),
// INVALID_ARGUMENT that blames the field, or the errors of postgres::Pool.
class Reader {
 public:
  explicit Reader(postgres::Pool& pool) : pool_(pool) {}

  // The newest revision, the named one, or the one that was current at `as_of`: a
  // serialised Article, as the record holds it.
  absl::StatusOr<std::string> GetArticle(absl::Time deadline, const v1::GetArticleRequest& request);

  // The newest revisions of these articles, by their ids: a row each, in the order
  // asked, whose only column is the serialised Article, or NULL where there is no such
  // article. Ends early at 3 MiB.
  absl::StatusOr<postgres::Rows> GetNewest(absl::Time deadline,
                                           const std::vector<std::string>& ids);

  // The newest revisions in the order asked; ends early at 3 MiB.
  absl::StatusOr<v1::BatchGetArticlesResponse> BatchGetArticles(
      absl::Time deadline, const v1::BatchGetArticlesRequest& request);

  // Newest first; ends early at 3 MiB.
  absl::StatusOr<v1::ListRevisionsResponse> ListRevisions(absl::Time deadline,
                                                          const v1::ListRevisionsRequest& request);

 private:
  postgres::Pool& pool_;
};

}  // namespace broadsheet::storage
