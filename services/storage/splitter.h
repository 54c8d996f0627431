// Makes two articles of one.
#pragma once

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "storage/messages.h"
#include "storage/recorder.h"

namespace broadsheet::storage {

// Thread-safe.
class Splitter {
 public:
  explicit Splitter(Recorder& recorder) : recorder_(recorder) {}

  // NOT_FOUND for an article that does not exist, INVALID_ARGUMENT that blames the
  // field, FAILED_PRECONDITION for one that is deleted, redacted or merged (see
  // CheckLives) or whose history does not tell what the two say (see ChooseHalves),
  // or the errors of Recorder.
  absl::StatusOr<v1::SplitArticleResponse> Split(absl::Time deadline,
                                                 const v1::SplitArticleRequest& request);

 private:
  Recorder& recorder_;
};

}  // namespace broadsheet::storage
