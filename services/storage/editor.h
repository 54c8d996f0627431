// Changes that somebody makes to single articles by hand.
#pragma once

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/postgres/pool.h"
#include "storage/decide.h"
#include "storage/messages.h"
#include "storage/recorder.h"

namespace broadsheet::storage {

// Thread-safe. All return NOT_FOUND for an article that does not exist, ABORTED
// (reason ETAG_MISMATCH) where an etag is given and is not the article's,
// FAILED_PRECONDITION for one that was redacted or merged (see
// CheckStandsForItself), INVALID_ARGUMENT that blames the field, or the errors of
// Recorder.
class Editor {
 public:
  explicit Editor(Recorder& recorder) : recorder_(recorder) {}

  // Copies the masked fields. What the origins said of categories or tags gives
  // way where those are edited. FAILED_PRECONDITION for a deleted article or an
  // unknown category.
  absl::StatusOr<v1::UpdateArticleResponse> Update(absl::Time deadline,
                                                   const v1::UpdateArticleRequest& request);

  // NOT_FOUND for one that is deleted already, unless `allow_missing`.
  absl::StatusOr<v1::DeleteArticleResponse> Delete(absl::Time deadline,
                                                   const v1::DeleteArticleRequest& request);

  // FAILED_PRECONDITION for one that is not deleted.
  absl::StatusOr<v1::UndeleteArticleResponse> Undelete(absl::Time deadline,
                                                       const v1::UndeleteArticleRequest& request);

 private:
  struct Target {
    std::string name;
    std::string field;  // that holds the name in the request
    std::string etag;
    std::string actor;
  };
  struct Edited {
    Article article;
    Cursor read_after;
  };
  // Makes the state's next revision (see Revise) and says of which kind; of none
  // where the article stays as it is.
  using Change = absl::FunctionRef<absl::StatusOr<Revision::Kind>(postgres::Transaction&,
                                                                  absl::Time, ArticleState*)>;

  absl::StatusOr<Edited> Apply(absl::Time deadline, const Target& target, Change change);

  Recorder& recorder_;
};

}  // namespace broadsheet::storage
