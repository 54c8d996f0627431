// Declares two articles to be one.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "storage/decide.h"
#include "storage/messages.h"
#include "storage/recorder.h"

namespace broadsheet::storage {

// Makes `part` a part of `whole`: both become their next revision. `whole` keeps
// what it says and takes the rest from `part`; what origins last said of either,
// the later where one spoke of both, they say of it now, and categories and tags
// are the union of that. `part` keeps its content, and leads to `whole`.
// Thread-safe.
void Absorb(absl::Time now, ArticleState* part, ArticleState* whole);

// Makes `part`, with its content as it is, lead to the article of this name: its next
// revision. Thread-safe.
void LeadTo(const std::string& whole, absl::Time now, ArticleState* part);

// Thread-safe.
class Merger {
 public:
  explicit Merger(Recorder& recorder) : recorder_(recorder) {}

  // NOT_FOUND for an article that does not exist, INVALID_ARGUMENT that blames the
  // field, FAILED_PRECONDITION for one that is deleted, redacted or merged already
  // (see CheckLives), or the errors of Recorder.
  absl::StatusOr<v1::MergeArticlesResponse> Merge(absl::Time deadline,
                                                  const v1::MergeArticlesRequest& request);

 private:
  Recorder& recorder_;
};

}  // namespace broadsheet::storage
