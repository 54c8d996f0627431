// An article of an archive file, on its way to storage.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "broadsheet/storage/v1/storage_service.pb.h"
#include "cli/session.h"

namespace broadsheet::cli {

// Holds some MiB: a history that fits into that goes as a whole or not at all. Not thread-safe.
class ArticleUpload {
 public:
  // `session` outlives it.
  ArticleUpload(const Session& session, const storage::v1::ArchivedArticle& article);

  // The next revision. Sends what is there when it is much. INVALID_ARGUMENT for one that is larger
  // than any, or what storage answers; no more can be added then.
  absl::Status Add(const article::v1::Revision& revision);

  // Sends the rest. INVALID_ARGUMENT where revisions are missing at the end, or what storage
  // answers.
  absl::Status Finish();

  const std::string& name() const { return request_.article().name(); }

  // Revisions that were new to storage, and those that lost their content there.
  int64_t added() const { return added_; }
  int64_t redacted() const { return redacted_; }

 private:
  absl::Status Send();

  const Session& session_;
  storage::v1::ImportArticleRequest request_;
  // The number of the newest revision that came.
  int64_t newest_ = 0;
  int64_t added_ = 0;
  int64_t redacted_ = 0;
};

}  // namespace broadsheet::cli
