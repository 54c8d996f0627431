// Ingest's side of the storage service.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "broadsheet/storage/v1/storage_service.pb.h"
#include "common/rpc/call.h"

namespace grpc {
class Channel;
}

namespace broadsheet::ingest {

// Thread-safe; calls block. Errors besides those named are storage's.
class StorageClient {
 public:
  // `channel` leads to storage.
  explicit StorageClient(std::shared_ptr<grpc::Channel> channel);
  ~StorageClient();

  // Writes a batch. Where storage can't be reached or breaks off, sends it again
  // under the same request id, until `patience` or the call's deadline is over;
  // then UNAVAILABLE, and nothing is known of the batch.
  absl::StatusOr<storage::v1::BatchWriteArticlesResponse> Write(
      const Call& call, const storage::v1::BatchWriteArticlesRequest& batch,
      absl::Duration patience);

  // Creates the categories that do not exist, by name, with these titles; leaves
  // the others as they are. Asks storage for each once in ten minutes.
  absl::Status EnsureCategories(const Call& call, const std::map<std::string, std::string>& titles,
                                absl::Duration patience);

  // Creates the categories that do not exist, which are parents first, with their titles and
  // parents; one that has no parent yet gets its own, all else stays as it is. A parent that
  // storage refuses (it would be a circle) is left out.
  absl::Status EnsureTree(const Call& call, const std::vector<article::v1::Category>& categories,
                          absl::Duration patience);

  // Names of all categories there are, as they are now.
  absl::StatusOr<std::set<std::string>> ListCategories(const Call& call, absl::Duration patience);

  absl::StatusOr<article::v1::Article> GetArticle(const Call& call,
                                                  const storage::v1::GetArticleRequest& request);
  absl::StatusOr<storage::v1::UpdateArticleResponse> UpdateArticle(
      const Call& call, const storage::v1::UpdateArticleRequest& request);
  absl::StatusOr<storage::v1::DeleteArticleResponse> DeleteArticle(
      const Call& call, const storage::v1::DeleteArticleRequest& request);
  absl::StatusOr<storage::v1::UndeleteArticleResponse> UndeleteArticle(
      const Call& call, const storage::v1::UndeleteArticleRequest& request);
  absl::StatusOr<storage::v1::RedactArticleResponse> RedactArticle(
      const Call& call, const storage::v1::RedactArticleRequest& request);

  absl::StatusOr<storage::v1::ListRevisionsResponse> ListRevisions(
      const Call& call, const storage::v1::ListRevisionsRequest& request);
  absl::StatusOr<storage::v1::ListChangesResponse> ListChanges(
      const Call& call, const storage::v1::ListChangesRequest& request);

  // OK where storage answers.
  absl::Status Check(absl::Time deadline);

 private:
  struct Stub;

  bool IsKnown(const std::string& category);
  void MarkKnown(const std::string& category);
  absl::StatusOr<article::v1::Category> Upsert(const Call& call, absl::Time give_up,
                                               const article::v1::Category& category,
                                               bool create_only);

  const std::unique_ptr<Stub> stub_;
  absl::Mutex mutex_;
  // Names; of those that were ensured with a parent, "name parent", too. Forgotten at
  // `forget_time_`: storage may have been restored from a backup.
  std::set<std::string> known_categories_ ABSL_GUARDED_BY(mutex_);
  absl::Time forget_time_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
};

}  // namespace broadsheet::ingest
