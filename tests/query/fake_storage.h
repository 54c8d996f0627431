// A change log in memory, served as storage would.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "broadsheet/storage/v1/storage_service.grpc.pb.h"
#include "common/rpc/client.h"
#include "common/rpc/server.h"
#include "common/rpc/status.h"
#include "common/sha256.h"
#include "common/status.h"

namespace broadsheet::query {

// Thread-safe.
class FakeStorage final : public storage::v1::StorageService::Service {
 public:
  FakeStorage() {
    auto server = Server::Start({"127.0.0.1:0", {this}, {}});
    if (!server.ok()) std::abort();
    server_ = *std::move(server);
  }
  ~FakeStorage() override { server_->Shutdown(absl::Seconds(1)); }

  std::string address() const { return absl::StrCat("127.0.0.1:", server_->port()); }
  std::unique_ptr<storage::v1::StorageService::Stub> NewStub() const {
    return storage::v1::StorageService::NewStub(MakeChannel(address()));
  }

  // Appends a revision whose snapshot is `article`; answers its cursor.
  article::v1::Cursor Write(const article::v1::Article& article) {
    storage::v1::Change change;
    auto& revision = *change.mutable_article()->mutable_revision();
    revision.set_name(absl::StrCat(article.name(), "/revisions/", article.revision()));
    *revision.mutable_snapshot() = article;
    return Append(std::move(change));
  }

  // Appends a redaction of all of the article, which had that path.
  article::v1::Cursor Redact(const std::string& name, const std::string& path = "") {
    storage::v1::Change change;
    auto& revision = *change.mutable_article()->mutable_revision();
    revision.set_name(name + "/revisions/9");
    revision.set_kind(article::v1::Revision::KIND_REDACTED);
    revision.mutable_snapshot()->set_name(name);
    revision.mutable_snapshot()->set_path_digest(Sha256(path));
    revision.mutable_snapshot()->mutable_delete_time()->set_seconds(9);
    return Append(std::move(change));
  }

  article::v1::Cursor Write(const article::v1::Category& category) {
    storage::v1::Change change;
    *change.mutable_category() = category;
    return Append(std::move(change));
  }

  // Another log takes the place of this one from now on.
  void StartAnew() {
    absl::MutexLock lock(&mutex_);
    changes_.clear();
    ++epoch_;
  }

  // The same log goes on in a new epoch.
  void NewEpoch() {
    absl::MutexLock lock(&mutex_);
    ++epoch_;
  }

  // While away, every call is UNAVAILABLE.
  void set_away(bool away) {
    absl::MutexLock lock(&mutex_);
    away_ = away;
  }

  // Where not, WatchChanges is UNIMPLEMENTED.
  void set_watched(bool watched) {
    absl::MutexLock lock(&mutex_);
    watched_ = watched;
  }

  // The positions behind which changes were asked for, since the last call.
  std::vector<int64_t> TakeAsked() {
    absl::MutexLock lock(&mutex_);
    return std::exchange(asked_, {});
  }

  article::v1::Cursor head() const {
    absl::MutexLock lock(&mutex_);
    return Head();
  }

  grpc::Status ListChanges(grpc::ServerContext*, const storage::v1::ListChangesRequest* request,
                           storage::v1::ListChangesResponse* response) override {
    {
      absl::MutexLock lock(&mutex_);
      asked_.push_back(request->after().position());
    }
    return Page(*request, response);
  }

  grpc::Status WatchChanges(
      grpc::ServerContext* context, const storage::v1::WatchChangesRequest* request,
      grpc::ServerWriter<storage::v1::WatchChangesResponse>* writer) override {
    storage::v1::ListChangesRequest next;
    *next.mutable_after() = request->after();
    next.set_page_size(1000);
    for (article::v1::Cursor told; !context->IsCancelled();) {
      storage::v1::ListChangesResponse page;
      if (!is_watched()) return {grpc::StatusCode::UNIMPLEMENTED, "no streams"};
      if (const auto status = Page(next, &page); !status.ok()) return status;
      if (page.head().SerializeAsString() == told.SerializeAsString()) {
        AwaitNews();
        continue;
      }
      told = page.head();
      if (page.changes_size() > 0) *next.mutable_after() = page.changes().rbegin()->cursor();
      storage::v1::WatchChangesResponse response;
      response.mutable_changes()->Swap(page.mutable_changes());
      response.mutable_head()->Swap(page.mutable_head());
      writer->Write(response);
    }
    return grpc::Status::CANCELLED;
  }

  grpc::Status GetStatus(grpc::ServerContext*, const storage::v1::GetStatusRequest*,
                         storage::v1::GetStatusResponse* response) override {
    absl::MutexLock lock(&mutex_);
    if (away_) return {grpc::StatusCode::UNAVAILABLE, "away"};
    *response->mutable_head() = Head();
    return grpc::Status::OK;
  }

  grpc::Status GetArticle(grpc::ServerContext*, const storage::v1::GetArticleRequest* request,
                          article::v1::Article* response) override {
    absl::MutexLock lock(&mutex_);
    for (auto change = changes_.rbegin(); change != changes_.rend(); ++change) {
      const auto& snapshot = change->article().revision().snapshot();
      if (snapshot.name() != request->name()) continue;
      if (snapshot.update_time().seconds() > request->as_of().seconds()) continue;
      *response = snapshot;
      return grpc::Status::OK;
    }
    return {grpc::StatusCode::NOT_FOUND, request->name()};
  }

  grpc::Status ListRevisions(grpc::ServerContext*, const storage::v1::ListRevisionsRequest* request,
                             storage::v1::ListRevisionsResponse* response) override {
    absl::MutexLock lock(&mutex_);
    for (auto change = changes_.rbegin(); change != changes_.rend(); ++change) {
      const auto& revision = change->article().revision();
      if (revision.snapshot().name() == request->parent()) *response->add_revisions() = revision;
    }
    return grpc::Status::OK;
  }

 private:
  grpc::Status Page(const storage::v1::ListChangesRequest& request,
                    storage::v1::ListChangesResponse* response) const {
    absl::MutexLock lock(&mutex_);
    if (away_) return {grpc::StatusCode::UNAVAILABLE, "away"};
    const int64_t after = request.after().position();
    const int64_t head = changes_.size();
    if (after > head ||
        (after > 0 && request.after().commit_id() != changes_[after - 1].cursor().commit_id())) {
      return ToGrpc(WithReason(absl::OutOfRangeError("another log"), "LOG_DIVERGED"));
    }
    size_t bytes = 0;
    for (int64_t i = after; i < head && i < after + request.page_size(); ++i) {
      bytes += changes_[i].ByteSizeLong();
      if (i > after && bytes > 3 << 20) break;
      *response->add_changes() = changes_[i];
      response->mutable_changes()->rbegin()->mutable_cursor()->set_epoch(epoch_);
    }
    *response->mutable_head() = Head();
    return grpc::Status::OK;
  }

  bool is_watched() const {
    absl::MutexLock lock(&mutex_);
    return watched_;
  }

  // Returns when something was written, or now and then.
  void AwaitNews() const {
    absl::MutexLock lock(&mutex_);
    const size_t size = changes_.size();
    const auto has_news = [&]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
      return changes_.size() != size;
    };
    mutex_.AwaitWithTimeout(absl::Condition(&has_news), absl::Milliseconds(20));
  }

  article::v1::Cursor Head() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    article::v1::Cursor head;
    if (!changes_.empty()) head = changes_.back().cursor();
    head.set_epoch(epoch_);
    return head;
  }

  article::v1::Cursor Append(storage::v1::Change change) {
    absl::MutexLock lock(&mutex_);
    auto& cursor = *change.mutable_cursor();
    cursor.set_epoch(epoch_);
    cursor.set_position(changes_.size() + 1);
    std::string commit_id = absl::StrCat(epoch_, ":", changes_.size() + 1);
    commit_id.resize(16, '.');
    cursor.set_commit_id(commit_id);
    changes_.push_back(std::move(change));
    return changes_.back().cursor();
  }

  mutable absl::Mutex mutex_;
  std::vector<storage::v1::Change> changes_ ABSL_GUARDED_BY(mutex_);
  std::vector<int64_t> asked_ ABSL_GUARDED_BY(mutex_);
  int64_t epoch_ ABSL_GUARDED_BY(mutex_) = 1;
  bool away_ ABSL_GUARDED_BY(mutex_) = false;
  bool watched_ ABSL_GUARDED_BY(mutex_) = true;
  std::unique_ptr<Server> server_;
};

}  // namespace broadsheet::query
