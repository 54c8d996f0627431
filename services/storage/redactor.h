// Takedowns: of an article, of some of its revisions, of a source.
#pragma once

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "storage/messages.h"
#include "storage/recorder.h"

namespace broadsheet::storage {

// Thread-safe.
class Redactor {
 public:
  explicit Redactor(Recorder& recorder) : recorder_(recorder) {}

  // NOT_FOUND for an article that does not exist, INVALID_ARGUMENT that blames the
  // field, FAILED_PRECONDITION for the newest revision (see Choose), or the errors
  // of Recorder. Where it fails for a source, part of that may be redacted.
  absl::StatusOr<v1::RedactArticleResponse> Redact(absl::Time deadline,
                                                   const v1::RedactArticleRequest& request);

 private:
  absl::StatusOr<v1::RedactArticleResponse> RedactArticle(absl::Time deadline,
                                                          const v1::RedactArticleRequest& request);
  absl::StatusOr<v1::RedactArticleResponse> RedactSource(absl::Time deadline,
                                                         const v1::RedactArticleRequest& request);

  Recorder& recorder_;
};

}  // namespace broadsheet::storage
