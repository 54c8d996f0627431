// Takes in articles of another installation, with their histories as they are.
#pragma once

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/clock.h"
#include "storage/messages.h"
#include "storage/recorder.h"

namespace broadsheet::storage {

// Thread-safe.
class Importer {
 public:
  Importer(Recorder& recorder, const Clock& clock) : recorder_(recorder), clock_(clock) {}

  // One article, as a whole or not at all. INVALID_ARGUMENT as CheckHistory, and where
  // revisions before are missing; FAILED_PRECONDITION with the reasons that ImportArticle of the
  // contract names; or the errors of Recorder.
  absl::StatusOr<v1::ImportArticleResponse> Import(absl::Time deadline,
                                                   v1::ImportArticleRequest request);

  // INVALID_ARGUMENT where they are no keys, or the errors of Recorder.
  absl::StatusOr<v1::RetireKeysResponse> Retire(absl::Time deadline,
                                                const v1::RetireKeysRequest& request);

 private:
  Recorder& recorder_;
  const Clock& clock_;
};

}  // namespace broadsheet::storage
